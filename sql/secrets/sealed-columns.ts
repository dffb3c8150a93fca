/** A table that keeps secrets which have to be read again: `columns` are bytea, sealed, or NULL. */
export type SealedTable = {
  readonly table: string;
  readonly columns: readonly string[];
  /** Names the key of all of them, row by row; NULL where there is nothing sealed. */
  readonly keyColumn: string;
  /** Its uuid, by which a sealed value knows its place. */
  readonly idColumn: string;
};

/**
 * THE list: what `npm run keys:rotate` seals anew. A secret that is only ever compared (a password, a
 * session's token) is hashed instead and ends in `_hash`.
 */
export const SEALED_TABLES: readonly SealedTable[] = [
  {
    table: "user_oauth_providers",
    columns: ["access_token", "refresh_token"],
    keyColumn: "key_id",
    idColumn: "id",
  },
];
