-- A search takes up to some twenty stretches of a few days. Planned anew each time, a stretch costs more pages
-- for its plan than for its rows (a plan looks where the time ends in each month, past rows that were rolled
-- back: 2,800 pages instead of 500). One plan serves all: the one index has both the text and the day.
CREATE FUNCTION matching_reasons_of_days(
  pattern text, first integer, last integer, until timestamptz, most integer
) RETURNS SETOF audit_log
  LANGUAGE plpgsql STABLE
  SET search_path = pg_catalog, public, pg_temp
  SET enable_seqscan = off
  SET enable_indexscan = off
  SET plan_cache_mode = force_generic_plan
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off
  AS $$
DECLARE
  since CONSTANT timestamptz := (date '2000-01-01' + first)::timestamp AT TIME ZONE 'UTC';
BEGIN
  RETURN QUERY
  SELECT e.*
  FROM audit_log AS e
  WHERE audit_reason(e.pii) IS NOT NULL
    AND lower(audit_reason(e.pii)) LIKE pattern
    AND audit_day(e.at) && ARRAY(SELECT generate_series(first, last))
    AND e.at >= since AND e.at < until
  LIMIT most;
END
$$;

CREATE OR REPLACE FUNCTION matching_reasons(
  pattern text, first integer, last integer, until timestamptz, most integer
) RETURNS SETOF audit_log
  LANGUAGE plpgsql STABLE
  SET search_path = pg_catalog, public, pg_temp
  -- LIMIT would make the planner hope for an early end of a plain scan.
  SET enable_seqscan = off
  SET enable_indexscan = off
  SET plan_cache_mode = force_custom_plan
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off
  AS $$
DECLARE
  since CONSTANT timestamptz := (date '2000-01-01' + first)::timestamp AT TIME ZONE 'UTC';
BEGIN
  -- Each day is looked up by itself, in each month. Who asks for many expects few hits in all of them: there
  -- the months' own bounds do.
  IF last - first < 31 THEN
    RETURN QUERY SELECT * FROM matching_reasons_of_days(pattern, first, last, until, most);
  ELSE
    RETURN QUERY
    SELECT e.*
    FROM audit_log AS e
    WHERE audit_reason(e.pii) IS NOT NULL
      AND lower(audit_reason(e.pii)) LIKE pattern
      AND e.at >= since AND e.at < until
    LIMIT most;
  END IF;
END
$$;
