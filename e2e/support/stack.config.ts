import { findBrowser } from "./browser.ts";
import { makeStackFolder, newSecrets, removeStackFolder, startStack } from "./stack.ts";

/**
 * The browser, found (and installed) once, and one stack for all journeys (those that stop or kill it
 * start their own); workers read them from E2E_BROWSER and E2E_STACK.
 */
export default async function startSharedStack(): Promise<() => Promise<void>> {
  process.env["E2E_BROWSER"] ??= findBrowser();
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
