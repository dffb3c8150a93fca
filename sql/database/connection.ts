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

const EMBEDDED_PORT = 5433;

/** Where the embedded database keeps a login's password (mode 600). */
export function passwordFile(env: Pick<DatabaseEnvironment, "DATA_DIR">, login: Login): string {
  return join(env.DATA_DIR, login === "admin" ? "postgres-password" : `${login}-password`);
}

/** The port of the embedded database. */
export function embeddedPort(env: Pick<DatabaseEnvironment, "DATABASE_PORT">): number {
  const [port = EMBEDDED_PORT, ...more] = env.DATABASE_PORT ?? [];
  if (more.length === 0) return port;
  throw new EnvironmentError(
    "DATABASE_PORT: several, but without DATABASE_HOST there is one server",
  );
}

/** The servers of the installation, in the order they are named; the embedded one if none is. */
function hostAddresses(env: DatabaseEnvironment): { host: string; port: number }[] {
  const { DATABASE_HOST: hosts, DATABASE_PORT: ports = [5432] } = env;
  if (hosts === undefined) return [{ host: "127.0.0.1", port: embeddedPort(env) }];
  if (ports.length !== 1 && ports.length !== hosts.length) {
    throw new EnvironmentError(
      `DATABASE_PORT: ${ports.length} ports for ${hosts.length} hosts: give one, or one for each`,
    );
  }
  const addresses = hosts.map((host, index) => ({ host, port: ports[index] ?? ports[0] ?? 5432 }));
  const names = addresses.map(({ host, port }) => `${host}:${port}`);
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin !== undefined) throw new EnvironmentError(`DATABASE_HOST: names ${twin} twice`);
  return addresses;
}

/**
 * The connections of one login, one for each host. With `DATABASE_HOST` unset it is the embedded
 * database, whose passwords lie under DATA_DIR; the files must be there (see sql/embedded).
 */
export function hostSettings(env: DatabaseEnvironment, login: Login): ConnectionSettings[] {
  const addresses = hostAddresses(env);
  const shared = {
    database: env.DATABASE_NAME,
    max: env.DATABASE_MAX_CONNECTIONS,
    ...credentials(env, login),
    ...(env.DATABASE_HOST !== undefined && tls(env)),
  };
  return addresses.map((address) => ({ ...address, ...shared }));
}

function credentials(
  env: DatabaseEnvironment,
  login: Login,
): Pick<ConnectionSettings, "user" | "password"> {
  if (env.DATABASE_HOST === undefined) {
    return {
      user: login === "admin" ? "postgres" : login,
      password: loginPassword(env, login),
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
  return { user, password };
}

/** Of the embedded database. */
export function loginPassword(env: Pick<DatabaseEnvironment, "DATA_DIR">, login: Login): string {
  return readFileSync(passwordFile(env, login), "utf8").trim();
}

/** Certificates and host names are always verified: without a CA of its own, Node's trust store decides. */
function tls(env: DatabaseEnvironment): { readonly ssl?: ConnectionOptions } {
  const { DATABASE_SSL_ENABLED: enabled, DATABASE_SSL_CA: file } = env;
  if (!enabled && file !== undefined) {
    throw new EnvironmentError("DATABASE_SSL_CA: means nothing without DATABASE_SSL_ENABLED=true");
  }
  if (!enabled) return {};
  if (file === undefined) return { ssl: {} };
  try {
    return { ssl: { ca: readFileSync(file, "utf8") } };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    throw new EnvironmentError(`DATABASE_SSL_CA: ${file} cannot be read (${code})`);
  }
}

/** Which server, for logs, metrics and health. */
export function hostName({ host, port }: Pick<ConnectionSettings, "host" | "port">): string {
  return `${host}:${port}`;
}

/** Which database, for the log: never the password. */
export function describeTarget(settings: readonly ConnectionSettings[]): string {
  return `${settings.map(hostName).join(",")}/${settings[0]?.database ?? ""}`;
}
