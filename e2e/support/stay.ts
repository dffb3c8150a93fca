import { makeStackFolder, newSecrets, removeStackFolder, startStack } from "./stack.ts";

/**
 * `node e2e/support/stay.ts`: a stack that stays until Ctrl-C, for writing journeys. Prints the
 * variable to run them with.
 */
const folder = await makeStackFolder();
const stack = await startStack("stay", folder, newSecrets());
console.log(`E2E_STACK='${JSON.stringify(stack.address)}'`);
process.once("SIGINT", async () => {
  await stack.stop();
  removeStackFolder(folder);
});
