-- Rows of a person are found by their id alone, now that an index of the trail begins with it (0237); and the
-- planner's statistics hold no id of a person: those of a column are its commonest values and a hundred more.
-- The events that still hold personal values and are about the person, by them, on rows of theirs, or of
-- the search that found them and nobody else. At most `most`, none twice.
CREATE OR REPLACE FUNCTION unredacted_audit_events(
  person uuid, most integer, since timestamptz, until timestamptz
) RETURNS TABLE (id uuid, at timestamptz)
  LANGUAGE plpgsql STABLE
  SET search_path = pg_catalog, public, pg_temp
  -- Partial indexes and partitions are chosen by the values.
  SET plan_cache_mode = force_custom_plan
  AS $$
#variable_conflict use_column
DECLARE
  own CONSTANT uuid := (SELECT p.pseudonym FROM audit_pseudonyms AS p WHERE p.real_id = person);
  rows_of CONSTANT uuid[] := ARRAY(
    SELECT p.pseudonym FROM audit_pseudonyms AS p WHERE p.user_id = person
  );
  found bigint;
  asked bigint := most;
BEGIN
  RETURN QUERY
    SELECT e.id, e.at FROM audit_log AS e
    WHERE e.subject = own AND e.pii IS NOT NULL AND e.at >= since AND e.at < until
    LIMIT asked;
  GET DIAGNOSTICS found = ROW_COUNT;
  asked := asked - found;
  RETURN QUERY
    SELECT e.id, e.at FROM audit_log AS e
    WHERE e.actor = own AND e.subject IS DISTINCT FROM own
      AND e.pii IS NOT NULL AND e.at >= since AND e.at < until
    LIMIT asked;
  GET DIAGNOSTICS found = ROW_COUNT;
  asked := asked - found;
  RETURN QUERY
    SELECT s.id, s.at FROM audit_log AS f JOIN audit_log AS s ON s.request_id = f.request_id
    WHERE f.subject = own AND f.action = 'find' AND f.at >= since AND f.at < until
      AND s.action = 'search' AND s.subject IS NULL AND s.pii IS NOT NULL
      -- The same request, a moment before; a little earlier may be the month before.
      AND s.at >= since - interval '1 hour' AND s.at < until
    LIMIT asked;
  GET DIAGNOSTICS found = ROW_COUNT;
  asked := asked - found;
  RETURN QUERY
    SELECT e.id, e.at FROM audit_log AS e
    WHERE e.resource_id = ANY (rows_of) AND e.resource_id IS NOT NULL
      AND e.subject IS DISTINCT FROM own AND e.actor IS DISTINCT FROM own
      AND e.pii IS NOT NULL AND e.at >= since AND e.at < until
    LIMIT asked;
END
$$;


DO $$
BEGIN
  -- A target of 0 leaves what was gathered before as it is: then it goes on being renewed.
  IF NOT EXISTS (
    SELECT FROM pg_stats AS s WHERE s.schemaname = 'public' AND s.tablename = 'audit_pseudonyms'
  ) THEN
    ALTER TABLE audit_pseudonyms
      ALTER COLUMN real_id SET STATISTICS 0,
      ALTER COLUMN user_id SET STATISTICS 0;
  END IF;
END
$$;
