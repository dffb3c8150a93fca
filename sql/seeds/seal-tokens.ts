import { randomBytes } from "node:crypto";
import type pg from "pg";
import { loadSql } from "../database/load-sql.ts";
import type { Keys } from "../database/keys.ts";
import { seal } from "../secrets/seal.ts";

const INSERT = loadSql(import.meta.url, "./steps/sealed-oauth-providers.sql");

/**
 * Writes the sign-in providers of a load with tokens sealed as the product seals them: random text
 * that opens nothing at any provider.
 */
export async function insertOauthProviders(client: pg.ClientBase, keys: Keys): Promise<void> {
  const { rows } = await client.query<{ id: string }>("SELECT id FROM seed_oauth_providers");
  const tokens = (column: string) =>
    rows.map(({ id }) =>
      seal(
        keys,
        { table: "user_oauth_providers", column, id },
        Buffer.from(`demo-${randomBytes(24).toString("base64url")}`),
      ),
    );
  await client.query(INSERT, [
    keys.newest.id,
    rows.map(({ id }) => id),
    tokens("access_token"),
    tokens("refresh_token"),
  ]);
}
