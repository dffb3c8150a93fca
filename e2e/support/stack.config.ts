import { makeStackFolder, newSecrets, removeStackFolder, startStack } from "./stack.ts";

/** One stack for all journeys (those that stop or kill it start their own); workers read it from E2E_STACK. */
export default async function startSharedStack(): Promise<() => Promise<void>> {
  // One that stands already (e2e/support/stay.ts): journeys are written against it, again and again.
  if (process.env["E2E_STACK"] !== undefined) return async () => undefined;
  const folder = await makeStackFolder();
  const stack = await startStack("shared", folder, newSecrets());
  process.env["E2E_STACK"] = JSON.stringify(stack.address);
  return async () => {
    await stack.stop();
    removeStackFolder(folder);
  };
}
