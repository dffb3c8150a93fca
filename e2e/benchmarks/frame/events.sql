-- $1: how many events, over forty days, four a transaction, each with its true commitment and leaf: a
-- sealer and a verifier find what they would find. Not written one by one: indexes are made at the end,
-- and salts are no secrets here. As superuser.
BEGIN;
SET LOCAL synchronous_commit = off;
SET LOCAL maintenance_work_mem = '256MB';
-- Partitions belong to whoever makes them, and definer functions read them as the owner.
SET LOCAL ROLE futuresync_owner;
SELECT count(*) FROM make_partitions_at(now(), 0, 2);
RESET ROLE;

-- What made the database lies in earlier transactions than these and is of now: a verifier would find that
-- these were dated back.
DO $$
DECLARE
  partition regclass;
BEGIN
  FOR partition IN SELECT i.inhrelid FROM pg_inherits AS i WHERE i.inhparent = 'audit_log'::regclass LOOP
    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER no_truncate', partition);
    EXECUTE format('TRUNCATE %s', partition);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER no_truncate', partition);
  END LOOP;
END
$$;

CREATE TEMP TABLE bench_indexes ON COMMIT DROP AS
SELECT c.oid::regclass::text AS name, replace(pg_get_indexdef(c.oid), ' ON ONLY ', ' ON ') AS definition
FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indexrelid
WHERE i.indrelid = 'audit_log'::regclass
  AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = c.oid);
DO $$
DECLARE
  name text;
BEGIN
  FOR name IN SELECT i.name FROM bench_indexes AS i LOOP
    EXECUTE 'DROP INDEX ' || name;
  END LOOP;
END
$$;

CREATE TEMP TABLE bench_people ON COMMIT DROP AS
SELECT (row_number() OVER (ORDER BY p.real_id))::int - 1 AS place, p.pseudonym, p.real_id
FROM audit_pseudonyms AS p WHERE p.user_id IS NOT NULL;

INSERT INTO audit_log
SELECT (ROW(e.*, sha256(
  '\x00'::bytea || convert_to(audit_canonical(ROW(e.*, ''::bytea)::audit_log), 'UTF8')
))::audit_log).*
FROM (
  SELECT
    uuidv7_at(moment.at), moment.at, nextval('audit_log_seq'),
    -- The transactions before this one, which have ended: transactions.sql made them.
    ((pg_current_xact_id()::text::bigint - 1 - ($1 - n) / 4))::text::xid8,
    1, 1::smallint, 'staff'::audit_actor_kind, colleague.pseudonym, 'fs_support', p.pseudonym,
    'show'::audit_word, 'users'::audit_word, p.pseudonym, gen_random_uuid(), NULL, 'T-4711',
    '{"shown": ["name", "email"]}'::jsonb, personal.pii, personal.salt,
    sha256('\x02'::bytea || personal.salt || convert_to(personal.pii::text, 'UTF8'))
  FROM generate_series(1, $1) AS n
  CROSS JOIN LATERAL (SELECT now() - interval '40 days' * (1 - n::float8 / $1) AS at) AS moment
  JOIN bench_people AS p ON p.place = n % 1000
  CROSS JOIN LATERAL (
    SELECT
      jsonb_build_object(
        'address', '203.0.113.9', 'agent', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
        'resource_id', p.real_id
      ) AS pii,
      sha256(int8send(n)) AS salt
  ) AS personal
  CROSS JOIN (
    SELECT a.pseudonym FROM audit_pseudonyms AS a WHERE a.user_id IS NULL LIMIT 1
  ) AS colleague
) AS e;

DO $$
DECLARE
  definition text;
BEGIN
  FOR definition IN SELECT i.definition FROM bench_indexes AS i LOOP
    EXECUTE definition;
  END LOOP;
END
$$;
COMMIT;
