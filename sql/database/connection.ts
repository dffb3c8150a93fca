import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ConnectionOptions } from "node:tls";
import { EnvironmentError } from "./environment.ts";
import type { DatabaseEnvironment } from "./environment.ts";
import "./value-parsers.ts";

/** `admin` makes roles and runs migrations; the other two are the logins of the processes. */
export type Login = "admin" | "futuresync_api" | "futuresync_daemon";

export type ConnectionSettings = {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly max: number;
  readonly ssl?: ConnectionOptions;
};

export const EMBEDDED_PORT = 5433;

/** Where the embedded database keeps a login's password (mode 600). */
export function passwordFile(env: Pick<DatabaseEnvironment, "DATA_DIR">, login: Login): string {
  return join(env.DATA_DIR, login === "admin" ? "postgres-password" : `${login}-password`);
}

/**
 * The connection of one login. With `DATABASE_HOST` unset it is the embedded database, whose
 * passwords lie under DATA_DIR; the files must be there (see sql/embedded).
 */
export function connectionSettings(env: DatabaseEnvironment, login: Login): ConnectionSettings {
  const max = env.DATABASE_MAX_CONNECTIONS;
  if (env.DATABASE_HOST === undefined) {
    return {
      host: "127.0.0.1",
      port: env.DATABASE_PORT ?? EMBEDDED_PORT,
      database: env.DATABASE_NAME,
      user: login === "admin" ? "postgres" : login,
      password: readFileSync(passwordFile(env, login), "utf8").trim(),
      max,
    };
  }
  const [userVariable, passwordVariable] =
    login === "admin"
      ? (["DATABASE_ADMIN_USERNAME", "DATABASE_ADMIN_PASSWORD"] as const)
      : (["DATABASE_USERNAME", "DATABASE_PASSWORD"] as const);
  const user = env[userVariable];
  const password = env[passwordVariable];
  if (user === undefined) throw new EnvironmentError(`${userVariable}: needed with DATABASE_HOST`);
  if (password === undefined) {
    throw new EnvironmentError(`${passwordVariable}: needed with DATABASE_HOST`);
  }
  return {
    host: env.DATABASE_HOST,
    port: env.DATABASE_PORT ?? 5432,
    database: env.DATABASE_NAME,
    user,
    password,
    max,
    ...(env.DATABASE_SSL_ENABLED && { ssl: tls(env) }),
  };
}

function tls(env: DatabaseEnvironment): ConnectionOptions {
  // Certificates are always verified: without a CA of its own, Node's trust store decides.
  return env.DATABASE_SSL_CA === undefined ? {} : { ca: readFileSync(env.DATABASE_SSL_CA, "utf8") };
}

/** Which database, for the log: never the password. */
export function describeTarget({ host, port, database }: ConnectionSettings): string {
  return `${host}:${port}/${database}`;
}
