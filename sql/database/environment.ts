import { resolve } from "node:path";
import { z } from "zod";

export const port = z.coerce.number<string>().int().min(1).max(65_535);

/** `a,b,c`: blanks around a name mean nothing. */
const list = <T>(item: z.ZodType<T, string>) =>
  z
    .string()
    .transform((text) => text.split(",").map((part) => part.trim()))
    .pipe(z.array(item).min(1));
export const ports = list(port);

const flag = z.enum(["true", "false"]).transform((value) => value === "true");
/** A folder, made absolute once, so that later changes of the working directory mean nothing. */
export const folder = z
  .string()
  .min(1)
  .transform((path) => resolve(path));

/** The variables every process reads; API and daemon add their own to it. */
export const databaseEnvironment = z.object({
  NODE_ENV: z.enum(["production", "development", "test"]).optional(),
  /** One, or several of which the primary is found by asking; the logins are the same on all. */
  DATABASE_HOST: list(z.string().min(1, "names an empty host")).optional(),
  /** One for all hosts, or one beside each (checked by `hostAddresses`). */
  DATABASE_PORT: ports.optional(),
  DATABASE_NAME: z.string().min(1).default("futuresync"),
  DATABASE_USERNAME: z.string().min(1).optional(),
  DATABASE_PASSWORD: z.string().min(1).optional(),
  DATABASE_ADMIN_USERNAME: z.string().min(1).optional(),
  DATABASE_ADMIN_PASSWORD: z.string().min(1).optional(),
  DATABASE_MAX_CONNECTIONS: z.coerce.number().int().min(1).max(500).default(10),
  DATABASE_SSL_ENABLED: flag.default(false),
  DATABASE_SSL_CA: z.string().min(1).optional(),
  DATA_DIR: folder.prefault(".data"),
  ARTIFACTS_DIR: folder.optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("info"),
  DEMO_PASSWORD: z.string().min(12).optional(),
});
export type DatabaseEnvironment = z.infer<typeof databaseEnvironment>;

/** Names the variable and what is wrong with it, never its value: it may be a secret. */
export class EnvironmentError extends Error {}

/** Parses the environment once, at start. An empty variable counts as unset. */
export function parseEnvironment<S extends z.ZodType>(
  shape: S,
  variables: NodeJS.ProcessEnv = process.env,
): z.infer<S> {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = shape.safeParse(set);
  if (parsed.success) return parsed.data;
  throw new EnvironmentError(
    // The first name is the variable; what follows is a place in a list.
    parsed.error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`).join("; "),
  );
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "::1"]);

/**
 * Production: NODE_ENV says so, or any database host is not loopback and NODE_ENV does not say
 * otherwise. What destroys or invents data refuses there.
 */
export function isProduction(
  env: Pick<DatabaseEnvironment, "NODE_ENV" | "DATABASE_HOST">,
): boolean {
  if (env.NODE_ENV !== undefined) return env.NODE_ENV === "production";
  return env.DATABASE_HOST?.some((host) => !LOOPBACK.has(host)) === true;
}

/** What invents, destroys or judges by demo data has no business where the data is real. */
export function refuseInProduction(
  env: Pick<DatabaseEnvironment, "NODE_ENV" | "DATABASE_HOST">,
  command: string,
): void {
  if (isProduction(env)) {
    throw new EnvironmentError(`NODE_ENV: ${command} never runs in production`);
  }
}
