-- no transaction
-- allows dynamic: partitions bear the month they are for, and which ones there are hangs on when this was installed
-- Recipe 6 cannot be written out for them, and CONCURRENTLY does not run inside a block. So one partition
-- a transaction, each attached with its index: killed, it goes on. Months that are over get no events, those
-- to come are empty; only this month's stops its writers while it is built (0.6 s a million events).
DO $$
DECLARE
  part text;
BEGIN
  LOOP
    SELECT c.relname INTO part
    FROM pg_inherits AS i
    JOIN pg_class AS c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'audit_log'::regclass AND NOT i.inhdetachpending
      AND NOT EXISTS (
        SELECT
        FROM pg_index AS x
        JOIN pg_inherits AS attached ON attached.inhrelid = x.indexrelid
        WHERE x.indrelid = i.inhrelid AND attached.inhparent = 'audit_log_seal_idx'::regclass
      )
    ORDER BY c.relname
    LIMIT 1;
    EXIT WHEN NOT FOUND;
    -- As the migrator's own for what is transactional: it tries again.
    PERFORM set_config('lock_timeout', '1s', true);
    EXECUTE format('CREATE INDEX %I ON %I (epoch, tx, seq) INCLUDE (leaf)', part || '_seal_idx', part);
    EXECUTE format('ALTER INDEX audit_log_seal_idx ATTACH PARTITION %I', part || '_seal_idx');
    COMMIT;
  END LOOP;
END
$$;
