import { loginPassword } from "./connection.ts";
import { EnvironmentError } from "./environment.ts";
import type { DatabaseEnvironment } from "./environment.ts";
import type { LoginPassword } from "./initialise.ts";

/**
 * The logins whose passwords `db:init` sets. Embedded: both, with the passwords kept under DATA_DIR.
 * Elsewhere the one DATABASE_USERNAME names, if it names one; run it once for each process's login.
 */
export function loginPasswords(env: DatabaseEnvironment): LoginPassword[] {
  if (env.DATABASE_HOST === undefined) {
    return (["futuresync_api", "futuresync_daemon"] as const).map((login) => ({
      login,
      password: loginPassword(env, login),
    }));
  }
  const { DATABASE_USERNAME: login, DATABASE_PASSWORD: password } = env;
  if (login === undefined) return [];
  if (login !== "futuresync_api" && login !== "futuresync_daemon") {
    throw new EnvironmentError("DATABASE_USERNAME: must be futuresync_api or futuresync_daemon");
  }
  if (password === undefined) throw new EnvironmentError("DATABASE_PASSWORD: needed with its user");
  return [{ login, password }];
}
