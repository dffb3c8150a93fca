-- allows dynamic: which months there are is known where it runs; no statement of it stops readers or writers
-- What the planner has to know, and what it must not.
--
-- Which actions occur on which resources: otherwise it takes an expiry of a user for as common as expiries
-- and users are, and reads the whole trail in the order of time to find none (26,125 pages of 400,000
-- events; with it 17). A new partition takes it from its parent (LIKE).
CREATE STATISTICS audit_log_what (mcv) ON action, resource FROM audit_log;

-- Nothing of what may be erased: statistics of a column hold its commonest values whole, those of an index
-- on reasons likewise, until the next ANALYZE. A month that was analyzed before this keeps renewing those of
-- `pii`, since a target of 0 would leave them as they are.
CREATE FUNCTION keep_no_personal_statistics(part regclass) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path = pg_catalog, public, pg_temp
  AS $$
DECLARE
  index regclass;
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_stats AS s
    JOIN pg_class AS c ON c.relname = s.tablename AND c.relnamespace = s.schemaname::regnamespace
    WHERE c.oid = part AND s.attname = 'pii'
  ) THEN
    EXECUTE format('ALTER TABLE ONLY %s ALTER COLUMN pii SET STATISTICS 0', part);
  END IF;
  FOR index IN
    SELECT i.indexrelid
    FROM pg_index AS i
    JOIN pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_am AS a ON a.oid = c.relam
    WHERE i.indrelid = part AND a.amname = 'gin'
  LOOP
    EXECUTE format('ALTER INDEX %s ALTER COLUMN 1 SET STATISTICS 0', index);
  END LOOP;
END
$$;

DO $$
DECLARE
  part regclass;
BEGIN
  PERFORM keep_no_personal_statistics('audit_log');
  FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'audit_log'::regclass LOOP
    EXECUTE format('CREATE STATISTICS %I (mcv) ON action, resource FROM %s', part || '_what', part);
    PERFORM keep_no_personal_statistics(part);
  END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION make_month_partition(parent text, month date) RETURNS boolean
  LANGUAGE plpgsql VOLATILE
  SET search_path = pg_catalog, public, pg_temp
  SET TimeZone = 'UTC'
  SET DateStyle = 'ISO, YMD'
  AS $$
DECLARE
  name text := format('%s_%s', parent, to_char(month, 'YYYY_MM'));
  -- timestamptz literals with their offset, exactly as pg_get_expr() shows them under UTC.
  lower_bound text := to_char(month, 'YYYY-MM-DD') || ' 00:00:00+00';
  upper_bound text := to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00';
  wanted text := format('FOR VALUES FROM (%L) TO (%L)', lower_bound, upper_bound);
  found_parent regclass;
  found_bounds text;
BEGIN
  IF extract(day FROM month) <> 1 THEN
    RAISE EXCEPTION 'a month is named by its first day, not by %', month
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF to_regclass(format('public.%I', name)) IS NOT NULL THEN
    SELECT i.inhparent, pg_get_expr(c.relpartbound, c.oid) INTO found_parent, found_bounds
    FROM pg_class AS c
    LEFT JOIN pg_inherits AS i ON i.inhrelid = c.oid AND NOT i.inhdetachpending
    WHERE c.oid = to_regclass(format('public.%I', name));
    IF found_parent = format('public.%I', parent)::regclass AND found_bounds = wanted THEN
      RETURN false;
    END IF;
    RAISE EXCEPTION 'table % exists and is not the partition of % %', name, parent, wanted
      USING
        ERRCODE = 'duplicate_table',
        DETAIL = format('It is a partition of %s %s.',
          coalesce(found_parent::text, 'nothing'), coalesce(found_bounds, '')),
        HINT = 'Rename it, or attach it with the bounds wanted.';
  END IF;
  -- Made apart and attached: that takes SHARE UPDATE EXCLUSIVE on the parent, PARTITION OF would
  -- take ACCESS EXCLUSIVE and stop every reader and writer.
  EXECUTE format('CREATE TABLE public.%I (LIKE public.%I INCLUDING ALL EXCLUDING IDENTITY)',
    name, parent);
  -- Partitions inherit neither row-level security nor a TRUNCATE trigger; grants they get none.
  EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', name);
  IF parent = 'audit_log' THEN
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON public.%I
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_truncate()', name);
    EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER no_truncate', name);
    PERFORM keep_no_personal_statistics(format('public.%I', name)::regclass);
  END IF;
  EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION public.%I %s', parent, name, wanted);
  RETURN true;
END
$$;
