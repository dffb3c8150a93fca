import { join } from "node:path";
import { parseEnvironment } from "../database/environment.ts";
import { findLeftBehind } from "./attach.ts";
import { Interrupted } from "./errors.ts";
import { faultLine } from "./faults.ts";
import {
  launchEnvironment,
  refuseElsewhere,
  requirePorts,
  requireSettings,
} from "./launch-environment.ts";
import type { LaunchEnvironment } from "./launch-environment.ts";
import { createStack } from "./stack.ts";

/** `npm` passes Ctrl-C on to us, which the terminal has done already: one key press, two signals. */
const SAME_KEY_PRESS = 500;

const stopping = new AbortController();
const hurry = new AbortController();
let firstSignal: number | undefined;

const say = (line: string): void => console.log(line);
/** The first fault is told and stops everything; what follows from stopping is not news. */
const fail = (why: string): void => {
  if (stopping.signal.aborted) return;
  console.error(why);
  process.exitCode = 1;
  stopping.abort(new Interrupted());
};
const failWith = (error: unknown): void =>
  fail(faultLine(error) ?? (error instanceof Error ? String(error.stack) : String(error)));

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (firstSignal === undefined) {
      firstSignal = Date.now();
      say("Stopping …");
      stopping.abort(new Interrupted());
    } else if (Date.now() - firstSignal > SAME_KEY_PRESS) {
      hurry.abort();
    }
  });
}
// The terminal may go away before us; what we say then has no reader.
process.stdout.on("error", () => undefined);
process.stderr.on("error", () => undefined);
process.on("uncaughtException", failWith);

try {
  const env = parseEnvironment(launchEnvironment);
  refuseElsewhere(env);
  await requireSettings();
  await run(env);
} catch (error) {
  failWith(error);
}
process.exit();

async function run(env: LaunchEnvironment): Promise<void> {
  const leftBehind = await findLeftBehind(env);
  if (leftBehind) say("Taking over the database of a run that did not stop it");
  await requirePorts(env, leftBehind);
  const stack = createStack(env, say, fail);
  try {
    const { newPassword } = await stack.start(stopping.signal);
    welcome(env, newPassword);
    await new Promise<void>((resolve) => {
      if (stopping.signal.aborted) resolve();
      stopping.signal.addEventListener("abort", () => resolve());
    });
  } catch (error) {
    failWith(error);
  } finally {
    await stack.stop(hurry.signal);
  }
}

function welcome(env: LaunchEnvironment, newPassword: string | undefined): void {
  const password =
    newPassword ??
    (env.DEMO_PASSWORD === undefined
      ? `in ${join(env.DATA_DIR, "demo-password")}`
      : "DEMO_PASSWORD");
  say(`
FutureSync Admin runs.

  Console   ${env.PUBLIC_URL ?? `http://localhost:${env.API_PORT}`}
  Sign in   support@futuresync.example
            (or compliance@ compliance2@ dpo@ sre@ auditor@ admin@)
  Password  ${password}
  Metrics   http://127.0.0.1:${env.API_METRICS_PORT}/metrics, http://127.0.0.1:${env.DAEMON_PORT}/metrics
  Logs      ${join(env.DATA_DIR, "logs")}

Ctrl-C stops everything; the data stays in ${env.DATA_DIR}.`);
}
