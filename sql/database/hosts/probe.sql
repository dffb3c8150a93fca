-- What one server is at this moment, by any login and before any migration. The timeline is that of the
-- WAL being written: the control file learns of a promotion only with the next checkpoint, minutes later.
-- Flushed, not inserted: at the end of a page the insert position is already behind the next page's header,
-- where no standby gets while nobody writes.
SELECT
  pg_is_in_recovery() AS in_recovery,
  current_setting('transaction_read_only')::boolean AS read_only,
  CASE
    WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn()
  END::text AS position,
  CASE
    WHEN NOT pg_is_in_recovery() THEN left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)
  END AS timeline;
