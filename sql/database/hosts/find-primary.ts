import { hostSettings } from "../connection.ts";
import type { ConnectionSettings, Login } from "../connection.ts";
import type { DatabaseEnvironment } from "../environment.ts";
import { NoPrimaryError } from "../errors.ts";
import { openHosts } from "./open-hosts.ts";

/** The connection to the primary, for a command: it does its work and ends. Of one host it asks nothing. */
export async function primarySettings(
  env: DatabaseEnvironment,
  login: Login,
): Promise<ConnectionSettings> {
  const all = hostSettings(env, login);
  const [only, ...others] = all;
  if (only !== undefined && others.length === 0) return only;
  // db:init comes before the database is there: any will do to see who is the primary.
  const asked = login === "admin" ? all.map((one) => ({ ...one, database: "postgres" })) : all;
  const hosts = openHosts(asked, {
    applicationName: "futuresync-find-primary",
    onError: () => undefined,
  });
  try {
    await hosts.look();
    const found = hosts.all.findIndex(({ role }) => role === "primary");
    const settings = all[found];
    if (settings !== undefined) return settings;
    const states = hosts.all.map(({ name, role }) => `${name} is ${role}`);
    throw new NoPrimaryError(`no primary: ${states.join(", ")}`, { readable: false });
  } finally {
    await hosts.end();
  }
}
