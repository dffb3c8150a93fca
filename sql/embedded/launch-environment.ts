import { execFile } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";
import { embeddedPort } from "../database/connection.ts";
import {
  EnvironmentError,
  databaseEnvironment,
  refuseInProduction,
} from "../database/environment.ts";
import { apiAddress, daemonAddress } from "../process/addresses.ts";
import { REPOSITORY } from "./child.ts";
import { EmbeddedError } from "./errors.ts";
import { whyPortStaysTaken } from "./ports.ts";

/** The variables the launcher reads; API and daemon read theirs again. */
export const launchEnvironment = databaseEnvironment.extend({
  ...apiAddress.shape,
  ...daemonAddress.shape,
  PUBLIC_URL: z.url().optional(),
});
export type LaunchEnvironment = z.infer<typeof launchEnvironment>;

/** `npm start` is the demo on one machine: it invents data and keeps passwords in files. */
export function refuseElsewhere(env: LaunchEnvironment): void {
  refuseInProduction(env, "npm start");
  if (env.DATABASE_HOST !== undefined) {
    throw new EnvironmentError(
      "DATABASE_HOST: npm start brings its own database; with another one use npm run db:init, npm run api and npm run daemon",
    );
  }
}

/**
 * Lets API and daemon read their variables before anything is made for them. As processes: what they
 * read is theirs to know, and sql/ imports neither.
 */
export async function requireSettings(): Promise<void> {
  await Promise.all(
    ["api/environment.ts", "daemon/environment.ts"].map(
      (program) =>
        new Promise<void>((resolve, reject) => {
          execFile(process.execPath, [join(REPOSITORY, program)], (error, _stdout, stderr) => {
            if (error === null) resolve();
            else reject(new EnvironmentError(stderr.trim() || error.message));
          });
        }),
    ),
  );
}

/**
 * Refuses to begin when a port is taken. Behind a killed launcher its children hold their ports
 * until they have noticed and stopped, and its database holds DATABASE_PORT rightly.
 */
export async function requirePorts(env: LaunchEnvironment, leftBehind: boolean): Promise<void> {
  const ports = [
    { variable: "API_PORT", host: env.API_HOST, port: env.API_PORT },
    { variable: "API_METRICS_PORT", host: "127.0.0.1", port: env.API_METRICS_PORT },
    { variable: "DAEMON_PORT", host: env.DAEMON_HOST, port: env.DAEMON_PORT },
    { variable: "DATABASE_PORT", host: "127.0.0.1", port: embeddedPort(env) },
  ];
  for (const [index, { variable, port }] of ports.entries()) {
    const twin = ports.slice(0, index).find((other) => other.port === port);
    if (twin !== undefined) {
      throw new EnvironmentError(`${variable}: the same port as ${twin.variable} (${port})`);
    }
  }
  const patience = leftBehind ? 10_000 : 1_000;
  for (const { variable, host, port } of leftBehind ? ports.slice(0, -1) : ports) {
    const taken = await whyPortStaysTaken(host, port, patience);
    if (taken !== undefined) {
      throw new EmbeddedError(`port ${port} (${variable}) ${taken}: free it, or set ${variable}`);
    }
  }
}
