-- Search in the reasons that staff typed, in two steps (sql/reveals/README.md): what is typed is likely to be
-- somebody's name, and which events hold it says something about them.

-- First step, of its own: auditors search reasons and look up no users. `person`: in whose history.
CREATE FUNCTION request_reason_search(q text, person uuid DEFAULT NULL) RETURNS uuid
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off
  AS $$
BEGIN
  IF current_setting('role') = 'fs_support' AND person IS NULL THEN
    RAISE EXCEPTION 'support searches the history of one person'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF q IS NULL OR length(btrim(q)) < 3 THEN
    RAISE EXCEPTION 'a search of reasons takes at least 3 characters'
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  RETURN request_search('audit-log', q, person);
END
$$;

-- Of the days from `first` to `last` (as audit_day() counts them) the events before `until` whose reason
-- matches: at most `most`, in any order.
CREATE FUNCTION matching_reasons(
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
    RETURN QUERY
    SELECT e.*
    FROM audit_log AS e
    WHERE audit_reason(e.pii) IS NOT NULL
      AND lower(audit_reason(e.pii)) LIKE pattern
      AND audit_day(e.at) && ARRAY(SELECT generate_series(first, last))
      AND e.at >= since AND e.at < until
    LIMIT most;
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

-- Second step: newest first, up to 200 events of [since, until) that fit what else is asked for (NULL: any;
-- actor and row as they stand in the table). One more row without an id when older ones were not looked at:
-- it bears the moment before which they lie.
--
-- The newest 400 reasons (of a person: 1,200 events) are read one by one: a common text is found there. Then
-- by the trigrams, as many days at once as the hits so far let expect sixty in, so that a text in a tenth of
-- all reasons costs no more than one in a millionth. What it may spend is counted in pages: one for each row,
-- and fifteen for the trigrams in each month.
CREATE FUNCTION read_reason_search(
  grant_id uuid, since timestamptz, until timestamptz,
  of_actor uuid DEFAULT NULL, of_action text DEFAULT NULL, of_resource text DEFAULT NULL,
  of_row uuid DEFAULT NULL, of_request uuid DEFAULT NULL, of_code text DEFAULT NULL
) RETURNS TABLE (id uuid, at timestamptz)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  ROWS 100
  SET search_path = pg_catalog, public, pg_temp
  SET plan_cache_mode = force_custom_plan
  SET enable_seqscan = off
  SET enable_bitmapscan = off
  SET enable_sort = off
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off
  AS $$
#variable_conflict use_column
DECLARE
  wanted CONSTANT integer := 200;
  newest CONSTANT integer := 400;
  of_person CONSTANT integer := 1200;
  in_stretch CONSTANT integer := 500;
  budget CONSTANT integer := 1200;
  granted record;
  pattern text;
  stretch audit_log[];
  event audit_log;
  matched integer;
  kept integer := 0;
  spent integer;
  bottom timestamptz;
  reached timestamptz;
  days integer;
  first integer;
  last integer;
BEGIN
  SELECT audit_pseudonym_of(g.subject) AS person, g.subject IS NOT NULL AS of_one, g.pii ->> 'q' AS q
  INTO granted
  FROM live_grant(grant_id, 'search') AS g
  WHERE g.resource = 'audit-log' AND (g.subject IS NOT NULL OR current_setting('role') <> 'fs_support');
  IF NOT FOUND THEN
    RETURN;
  END IF;
  pattern := '%' || regexp_replace(lower(btrim(granted.q)), '([\\%_])', '\\\1', 'g') || '%';
  IF granted.of_one THEN
    stretch := ARRAY(
      SELECT e FROM audit_log AS e
      WHERE e.subject = granted.person AND e.at >= since AND e.at < until
      ORDER BY e.at DESC
      LIMIT of_person
    );
    bottom := CASE WHEN cardinality(stretch) < of_person THEN since END;
  ELSE
    stretch := ARRAY(
      SELECT e FROM audit_log AS e
      WHERE audit_reason(e.pii) IS NOT NULL AND e.at >= since AND e.at < until
      ORDER BY e.at DESC
      LIMIT newest
    );
    bottom := CASE WHEN cardinality(stretch) < newest THEN since END;
  END IF;
  spent := cardinality(stretch);
  IF spent > 0 THEN
    reached := (stretch[spent]).at;
  END IF;
  bottom := coalesce(bottom, reached);

  LOOP
    matched := 0;
    FOREACH event IN ARRAY stretch LOOP
      CONTINUE WHEN (lower(audit_reason(event.pii)) LIKE pattern) IS NOT TRUE;
      matched := matched + 1;
      CONTINUE WHEN (
        (of_actor IS NULL OR event.actor = of_actor)
        AND (of_action IS NULL OR event.action = of_action)
        AND (of_resource IS NULL OR event.resource = of_resource)
        AND (of_row IS NULL OR event.resource_id = of_row)
        AND (of_request IS NULL OR event.request_id = of_request)
        AND (of_code IS NULL OR event.reason_code = of_code)
      ) IS NOT TRUE;
      kept := kept + 1;
      id := event.id;
      at := event.at;
      RETURN NEXT;
      IF kept = wanted THEN
        bottom := event.at;
        EXIT;
      END IF;
    END LOOP;
    EXIT WHEN bottom <= since;
    IF kept = wanted OR granted.of_one OR spent >= budget THEN
      id := NULL;
      -- Of the moments that a caller can name, the next one: no event is left out for a fraction of one.
      at := date_trunc('milliseconds', bottom) + interval '1 ms';
      RETURN NEXT;
      RETURN;
    END IF;
    -- The first of all, where nothing says since when.
    IF since = '-infinity' THEN
      SELECT e.at INTO since FROM audit_log AS e
      WHERE audit_reason(e.pii) IS NOT NULL
      ORDER BY e.at LIMIT 1;
    END IF;
    days := CASE
      WHEN days IS NULL THEN 60 / greatest(matched, 1)
      ELSE days * 60 / greatest(matched, 1)
    END;
    days := least(greatest(days, 1), 1000);
    reached := bottom;
    -- The day of `reached`, as far as it lies before it.
    last := (audit_day(reached - interval '1 microsecond'))[1];
    LOOP
      first := greatest(last - days + 1, (audit_day(since))[1]);
      stretch := ARRAY(
        SELECT m FROM matching_reasons(pattern, first, last, reached, in_stretch + 1) AS m
        WHERE m.at >= since
        ORDER BY m.at DESC
      );
      spent := spent + cardinality(stretch) + 15 * (1 + days / 30);
      EXIT WHEN cardinality(stretch) <= in_stretch OR spent >= budget OR days = 1;
      -- More than can be read are not the newest of them.
      days := greatest(days / 8, 1);
    END LOOP;
    IF cardinality(stretch) > in_stretch THEN
      stretch := '{}';
      bottom := reached;
      spent := budget;
    ELSE
      bottom := greatest(since, (date '2000-01-01' + first)::timestamp AT TIME ZONE 'UTC');
    END IF;
  END LOOP;
END
$$;

GRANT EXECUTE ON FUNCTION request_reason_search(text, uuid),
  read_reason_search(uuid, timestamptz, timestamptz, uuid, text, text, uuid, uuid, text)
  TO fs_support, fs_compliance, fs_dpo, fs_auditor;
