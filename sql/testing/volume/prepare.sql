-- As the superuser of a test: foreign keys and the triggers of every day are off for this transaction,
-- the audit triggers (which fire ALWAYS) and the indexes until finish.sql. Row by row they would take
-- five times as long, trigrams above all. Indexes of constraints stay.
SET LOCAL session_replication_role = replica;
SET LOCAL maintenance_work_mem = '256MB';
SET LOCAL work_mem = '64MB';
SELECT setseed(0.5);
-- Partitions are read one by one too, by functions of their owner.
SET LOCAL ROLE futuresync_owner;
SELECT count(*) FROM make_partitions_at(now(), 1, 6);
RESET ROLE;

CREATE TEMP TABLE volume_indexes ON COMMIT DROP AS
SELECT c.oid::regclass::text AS name, replace(pg_get_indexdef(c.oid), ' ON ONLY ', ' ON ') AS definition
FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indexrelid
WHERE c.relnamespace = 'public'::regnamespace
  AND NOT c.relispartition
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = c.oid);

CREATE TEMP TABLE volume_audited ON COMMIT DROP AS
SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE tgname = 'audit_row_change';

DO $$
DECLARE
  name text;
BEGIN
  FOR name IN SELECT i.name FROM volume_indexes AS i LOOP
    EXECUTE 'DROP INDEX ' || name;
  END LOOP;
  FOR name IN SELECT a.name FROM volume_audited AS a LOOP
    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER audit_row_change', name);
  END LOOP;
END
$$;
