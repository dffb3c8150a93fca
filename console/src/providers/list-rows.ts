/**
 * The query options of every read of rows. react-admin puts rows into the cache of the single
 * record, and a row knows less (no `can`, no parts): under a key of their own they cannot.
 */
export const LIST_ROWS = { meta: { rows: true } } as const;
