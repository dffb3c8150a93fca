import type { Cache } from "../cache/cache.ts";
import type { Connections } from "../database/connections.ts";
import { loadSql } from "../database/load-sql.ts";

const SELECT = loadSql(import.meta.url, "./select-permissions.sql");

/** What a role may do, as `resource:verb`: kept, since every request asks. */
export async function selectPermissions(
  reads: Pick<Connections, "query">,
  cache: Cache,
  role: string,
): Promise<ReadonlySet<string>> {
  return cache.read("staff-permissions", role, async () => {
    const { rows } = await reads.query<{ permission: string }>(SELECT, [role]);
    return new Set(rows.map(({ permission }) => permission));
  });
}
