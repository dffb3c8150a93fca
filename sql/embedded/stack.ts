import { join } from "node:path";
import { primarySettings } from "../database/hosts/find-primary.ts";
import { initialiseDatabase } from "../database/initialise.ts";
import { readKeys } from "../database/keys.ts";
import { loginPasswords } from "../database/logins.ts";
import { demoPassword } from "../seeds/demo-password.ts";
import { seedDemo } from "../seeds/seed-demo.ts";
import { attachDatabase } from "./attach.ts";
import type { Attachment } from "./attach.ts";
import { startChild } from "./child.ts";
import type { Child } from "./child.ts";
import { buildConsole, consoleIsStale } from "./console-build.ts";
import { waitUntilHealthy } from "./health.ts";
import type { LaunchEnvironment } from "./launch-environment.ts";
import { step } from "./progress.ts";

/**
 * What API and daemon have, both at once, before they are killed: the API drains for 4 s, the daemon
 * finishes for 3 s and gives back for 2.5 s. With the database's 3 s below the ten of Ctrl-C.
 */
const GRACE = 6_500;

export type Stack = {
  /** Everything up to a stack that answers. Rejects when `signal` fires, at once. */
  start(signal: AbortSignal): Promise<{ readonly newPassword: string | undefined }>;
  /** API and daemon, then the database; from whatever point the start has reached. */
  stop(hurry: AbortSignal): Promise<void>;
};

/** Postgres, schema, demo data, console, API and daemon. `onEnd` hears what ends by itself. */
export function createStack(
  env: LaunchEnvironment,
  say: (line: string) => void,
  onEnd: (why: string) => void,
): Stack {
  const logs = join(env.DATA_DIR, "logs");
  let attachment: Attachment | undefined;
  let api: Child | undefined;
  let daemon: Child | undefined;

  const launch = (name: string, program: string): Child => {
    const child = startChild({
      name,
      program,
      env: {
        ...process.env,
        DATA_DIR: env.DATA_DIR,
        ...(env.ARTIFACTS_DIR && { ARTIFACTS_DIR: env.ARTIFACTS_DIR }),
      },
      log: join(logs, `${name}.log`),
    });
    void child.ended.then(onEnd);
    return child;
  };

  return {
    start: async (signal) => {
      attachment = await step(say, "PostgreSQL", () =>
        attachDatabase(env, {
          launcher: true,
          signal,
          onProgress: say,
          onLost: (error) =>
            onEnd(
              `the database stopped: ${error instanceof Error ? error.message : String(error)}`,
            ),
        }),
      );
      const admin = await primarySettings(env, "admin");
      // Stopping the server ends what these two have open; nobody waits for them then.
      await untilAborted(signal, () =>
        step(say, "Schema", (onProgress) =>
          initialiseDatabase(admin, loginPasswords(env), onProgress),
        ),
      );
      const { password, isNew } = demoPassword(env);
      await untilAborted(signal, () =>
        step(say, "Demo data", (onProgress) =>
          seedDemo(admin, { password, keys: readKeys(env), onProgress }),
        ),
      );
      if (consoleIsStale()) await step(say, "Building the console", () => buildConsole(signal));
      signal.throwIfAborted();
      api = launch("api", "api/server.ts");
      daemon = launch("daemon", "daemon/main.ts");
      await step(say, "API and daemon", () =>
        Promise.all([
          waitUntilHealthy("api", `${origin(env.API_HOST, env.API_PORT)}/api/db/health`, signal),
          waitUntilHealthy("daemon", `${origin(env.DAEMON_HOST, env.DAEMON_PORT)}/health`, signal),
        ]),
      );
      return { newPassword: isNew ? password : undefined };
    },
    stop: async (hurry) => {
      await Promise.all([api?.stop(GRACE, hurry), daemon?.stop(GRACE, hurry)]);
      await attachment?.release();
    },
  };
}

/** A process that listens on all addresses is reached on loopback. */
function origin(host: string, port: number): string {
  const reached = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${reached.includes(":") ? `[${reached}]` : reached}:${port}`;
}

async function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    work().then(resolve, reject);
  });
}
