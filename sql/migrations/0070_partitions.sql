-- Monthly partitions of the tables partitioned by `at`. Bounds are UTC months whatever the session's
-- TimeZone; there is no default partition, so a missing month is an error that is seen.

-- One month of one table. Answers true when it was made, false when it was there with the very bounds
-- wanted; a table of that name that is anything else is an error for a person to look at.
CREATE FUNCTION make_month_partition(parent text, month date) RETURNS boolean
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
  END IF;
  EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION public.%I %s', parent, name, wanted);
  RETURN true;
END
$$;

-- The partitions that should be there at `moment`: the month it lies in, `months_back` before it and
-- `months_ahead` after it. Answers those it made. Any number may call it at once.
CREATE FUNCTION make_partitions_at(
  moment timestamptz, months_ahead int, months_back int
) RETURNS TABLE (table_name text, partition_name text)
  LANGUAGE plpgsql VOLATILE
  SET search_path = pg_catalog, public, pg_temp
  -- The wait for another caller ends: what it does takes milliseconds.
  SET lock_timeout = '10s'
  AS $$
DECLARE
  this_month date := date_trunc('month', moment AT TIME ZONE 'UTC');
  month date;
BEGIN
  IF months_ahead NOT BETWEEN 0 AND 60 OR months_back NOT BETWEEN 0 AND 60 THEN
    RAISE EXCEPTION 'months ahead and back are 0 to 60'
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('make_partitions', 0));
  FOREACH table_name IN ARRAY ARRAY['analytics_events', 'audit_log'] LOOP
    FOR offset_months IN -months_back .. months_ahead LOOP
      month := this_month + make_interval(months => offset_months);
      IF make_month_partition(table_name, month) THEN
        partition_name := format('%s_%s', table_name, to_char(month, 'YYYY_MM'));
        RETURN NEXT;
      END IF;
    END LOOP;
  END LOOP;
END
$$;

-- By the database's clock, not the caller's. As the owner only: EXECUTE is granted to nobody.
CREATE FUNCTION make_partitions(months_ahead int DEFAULT 3, months_back int DEFAULT 0)
  RETURNS TABLE (table_name text, partition_name text)
  LANGUAGE sql VOLATILE
  AS $$ SELECT * FROM make_partitions_at(clock_timestamp(), months_ahead, months_back) $$;

-- For each table partitioned by time: its partitions with their bounds, for whoever watches over them.
CREATE FUNCTION partition_bounds() RETURNS TABLE (
  table_name text, partition_name text, lower_bound timestamptz, upper_bound timestamptz
)
  LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  SET TimeZone = 'UTC'
  SET DateStyle = 'ISO, YMD'
  AS $$
    SELECT
      parent.relname::text,
      child.relname::text,
      substring(bounds.text FROM 'FROM \(''([^'']+)''\)')::timestamptz,
      substring(bounds.text FROM 'TO \(''([^'']+)''\)')::timestamptz
    FROM pg_inherits AS i
    JOIN pg_class AS parent ON parent.oid = i.inhparent AND parent.relkind = 'p'
    JOIN pg_class AS child ON child.oid = i.inhrelid
    CROSS JOIN LATERAL (SELECT pg_get_expr(child.relpartbound, child.oid) AS text) AS bounds
    WHERE parent.relnamespace = 'public'::regnamespace
      AND parent.relname IN ('analytics_events', 'audit_log')
      AND NOT i.inhdetachpending
  $$;
GRANT EXECUTE ON FUNCTION partition_bounds()
  TO futuresync_daemon, fs_worker, fs_sre, fs_auditor, fs_admin;

SELECT make_partitions();
