-- How far the seals are, for who may read some of the trail: the last one, what waits for the next, and
-- since when a transaction is open that holds it back. No text of a query, no name of anybody.
CREATE FUNCTION audit_sealing() RETURNS TABLE (
  seal_n bigint,
  sealed_at timestamptz,
  -- At most 10,001, which means more than 10,000. The oldest is looked for among these.
  unsealed int,
  oldest_unsealed_at timestamptz,
  -- The oldest transaction that has written and is still open, in any database of the server; NULL: none.
  writer_since timestamptz,
  writer_seconds float8
)
  LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  -- Tables of which nothing was analysed yet make the planner read and sort all of the trail.
  SET enable_seqscan = off
  SET enable_bitmapscan = off
  SET debug_print_parse = off
  SET debug_print_rewritten = off
  SET debug_print_plan = off
  AS $$
    WITH last AS (
      SELECT s.n, s.at, s.epoch, s.tx_to FROM audit_seals AS s ORDER BY s.n DESC LIMIT 1
    ),
    waiting AS (
      SELECT count(*)::int AS events, min(e.at) AS oldest
      FROM (
        SELECT a.at
        FROM audit_log AS a
        WHERE (a.epoch, a.tx) >= (
          coalesce((SELECT l.epoch FROM last AS l), 0),
          coalesce((SELECT l.tx_to FROM last AS l), '0'::xid8)
        )
        ORDER BY a.epoch, a.tx, a.seq
        LIMIT 10001
      ) AS e
    ),
    writers AS (
      SELECT a.xact_start AS since, age(a.backend_xid) AS xids
      FROM pg_stat_activity AS a
      WHERE a.backend_xid IS NOT NULL AND a.pid <> pg_backend_pid()
      UNION ALL
      SELECT p.prepared, age(p.transaction) FROM pg_prepared_xacts AS p
    ),
    oldest AS (
      SELECT w.since FROM writers AS w WHERE w.since IS NOT NULL ORDER BY w.xids DESC LIMIT 1
    )
    SELECT l.n, l.at, w.events, w.oldest, o.since,
      greatest(extract(epoch FROM clock_timestamp() - o.since), 0)::float8
    FROM waiting AS w LEFT JOIN last AS l ON true LEFT JOIN oldest AS o ON true
  $$;
GRANT EXECUTE ON FUNCTION audit_sealing()
  TO fs_support, fs_compliance, fs_dpo, fs_sre, fs_auditor, fs_admin, fs_worker;
