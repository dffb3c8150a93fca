import type pg from "pg";

/** Where statements get their connection: one server's pool, or what follows the primary over several. */
export type Connections = {
  connect(): Promise<pg.PoolClient>;
  query<R extends pg.QueryResultRow>(
    query: string | pg.QueryConfig,
    values?: unknown[],
  ): Promise<pg.QueryResult<R>>;
  /**
   * Told of a server that was lost in the middle of work; answers whether another try has somewhere to
   * go. Without it nothing is tried again.
   */
  recover?(error: unknown): Promise<boolean>;
};
