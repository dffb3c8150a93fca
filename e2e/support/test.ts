import type pg from "pg";
import { expect, test as base } from "playwright/test";
import type { ConsoleMessage } from "playwright/test";
import { openDatabase } from "./open-database.ts";
import type { StackAddress } from "./stack.ts";

type Fixtures = {
  /** What the browser may say without failing the journey: part of the message, and why it is expected. */
  readonly expectedInConsole: string[];
};
type WorkerFixtures = {
  /** The variable that holds the stack's address. */
  readonly stackVariable: string;
  readonly stack: StackAddress;
  /** The database as its superuser, to compare what people see with what is stored. */
  readonly database: pg.Pool;
};

function stackFrom(variable: string): StackAddress {
  const address = process.env[variable];
  if (address === undefined) throw new Error(`${variable} is unset: run \`npm run test:journeys\``);
  return JSON.parse(address) as StackAddress;
}

// The session is asked for before anyone is signed in: Chromium reports each 4xx answer as an error.
const NOT_SIGNED_IN = "the server responded with a status of 401";

/**
 * The test of every journey. Any error in the browser's console fails it, a violation of the
 * Content-Security-Policy or an uncaught exception too: Chromium writes both there.
 */
export const test = base.extend<Fixtures, WorkerFixtures>({
  stackVariable: ["E2E_STACK", { scope: "worker", option: true }],
  stack: [async ({ stackVariable }, use) => use(stackFrom(stackVariable)), { scope: "worker" }],
  database: [
    async ({ stack }, use) => {
      const pool = openDatabase(stack);
      await use(pool);
      await pool.end();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ stack }, use) => use(stack.origin),
  expectedInConsole: [[NOT_SIGNED_IN], { option: true }],
  context: async ({ context, expectedInConsole }, use) => {
    const faults: string[] = [];
    const note = (message: ConsoleMessage) => {
      if (message.type() !== "error" && message.type() !== "warning") return;
      const text = message.text();
      if (!expectedInConsole.some((part) => text.includes(part))) faults.push(text);
    };
    context.on("console", note);
    context.on("weberror", (error) => faults.push(error.error().message));
    await use(context);
    expect(faults, "errors in the browser's console").toEqual([]);
  },
});
export { expect };
