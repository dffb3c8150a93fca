-- As in 0206, with what it looks for in each event put so that most events are done with one comparison.
-- Measured over 150,000 events of some 200 bytes of personal values, on two busy cores: 4 µs an event instead
-- of 25 for an address and an id, 1.5 instead of 44 for a name; with thousands of ids still 25.
CREATE OR REPLACE FUNCTION redact_audit_events(
  person uuid, needles text[] DEFAULT '{}', most integer DEFAULT 500,
  since timestamptz DEFAULT '-infinity', until timestamptz DEFAULT 'infinity'
) RETURNS integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off
  SET plan_cache_mode = force_custom_plan
  AS $$
DECLARE
  uuid_shape CONSTANT text := '[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}';
  needle text;
  ids uuid[] := '{}';
  addresses text[] := '{}';
  words text[] := '{}';
  -- For LIKE: an id without its hyphens, an address as JSON writes it.
  id_parts text[];
  address_parts text[];
  chosen uuid[];
  times timestamptz[];
BEGIN
  IF person IS NULL OR most IS NULL OR most NOT BETWEEN 1 AND 1000 OR since IS NULL OR until IS NULL
    OR needles IS NULL OR cardinality(needles) > 10000 THEN
    RAISE EXCEPTION 'a redaction is of one person, up to 10000 needles, and 1 to 1000 events'
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  FOREACH needle IN ARRAY needles LOOP
    needle := lower(btrim(needle));
    IF needle ~ ('^' || uuid_shape || '$') THEN
      ids := ids || needle::uuid;
    ELSIF length(needle) <= 320 AND needle ~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]{2,}$' THEN
      addresses := addresses || needle;
    ELSIF length(needle) <= 200 AND needle !~ '@' AND needle ~ '[[:alnum:]].*[[:alnum:]].*[[:alnum:]]' THEN
      words := words || needle;
    ELSE
      -- Not shown: it may be what is to be erased.
      RAISE EXCEPTION 'a needle is an id, a whole e-mail address, or a text of three letters or more'
        USING ERRCODE = 'invalid_parameter_value';
    END IF;
  END LOOP;
  IF cardinality(addresses) + cardinality(words) > 100 THEN
    RAISE EXCEPTION 'a redaction takes up to 100 addresses and texts'
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF audit_ids_of_others(person, ids || person)
    OR EXISTS (
      SELECT FROM users AS u
      WHERE lower(u.email) COLLATE "C" = ANY (addresses) AND u.id <> person
        AND (u.deleted_at IS NULL OR u.email_reserved)
    )
    OR EXISTS (
      SELECT FROM staff AS s
      WHERE lower(s.email) COLLATE "C" = ANY (addresses) AND s.user_id IS DISTINCT FROM person
    ) THEN
    RAISE EXCEPTION 'the person or a needle is somebody else''s'
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  -- Two at once would choose the same events, and one of them would believe that none is left.
  PERFORM pg_advisory_xact_lock(hashtextextended('redact_audit_events ' || person, 0));
  -- Rows of theirs of which only a refusal or they themselves have told so far.
  UPDATE audit_pseudonyms AS p SET user_id = person
  WHERE p.real_id = ANY (ids || person) AND p.user_id IS NULL;

  id_parts := ARRAY(SELECT '%' || replace(i::text, '-', '') || '%' FROM unnest(ids) AS i);
  address_parts := ARRAY(
    SELECT '%' || regexp_replace(btrim(to_json(a)::text, '"'), '([\\%_])', '\\\1', 'g') || '%'
    FROM unnest(addresses) AS a
  );
  SELECT coalesce(array_agg(e.id), '{}'), coalesce(array_agg(e.at), '{}') INTO chosen, times
  FROM unredacted_audit_events(person, most, since, until) AS e;
  IF cardinality(chosen) < most AND cardinality(needles) > 0 THEN
    SELECT chosen || coalesce(array_agg(e.id), '{}'), times || coalesce(array_agg(e.at), '{}')
    INTO chosen, times
    FROM (
      SELECT a.id, a.at
      FROM audit_log AS a
      CROSS JOIN LATERAL (
        SELECT CASE
          WHEN cardinality(ids) + cardinality(addresses) > 0 THEN lower(a.pii::text)
        END AS text
        OFFSET 0
      ) AS held
      WHERE a.pii IS NOT NULL AND a.at >= since AND a.at < until AND a.id <> ALL (chosen)
        AND (
          -- Few are looked for, of many it is asked whether what stands there is one of them.
          cardinality(ids) BETWEEN 1 AND 20 AND replace(held.text, '-', '') LIKE ANY (id_parts)
          OR cardinality(ids) > 20 AND EXISTS (
            SELECT FROM regexp_matches(held.text, uuid_shape, 'g') AS m
            WHERE m[1]::uuid = ANY (ids)
          )
          OR held.text LIKE ANY (address_parts) AND EXISTS (
            SELECT FROM unnest(addresses) AS n (text)
            WHERE held.text ~ audit_needle_pattern(btrim(to_json(n.text)::text, '"'))
          )
          OR lower(btrim(a.pii ->> 'q')) = ANY (words)
        )
      LIMIT most - cardinality(chosen)
    ) AS e;
  END IF;
  IF cardinality(chosen) = 0 THEN
    RETURN 0;
  END IF;
  PERFORM append_audit_event(
    'redact', 'audit-log', NULL, NULL, jsonb_build_object('events', to_jsonb(chosen)), '{}'
  );
  UPDATE audit_log AS a SET pii = NULL, pii_salt = NULL
  FROM unnest(chosen, times) AS e (id, at)
  WHERE a.id = e.id AND a.at = e.at
    AND a.at BETWEEN (SELECT min(t) FROM unnest(times) AS t) AND (SELECT max(t) FROM unnest(times) AS t);
  RETURN cardinality(chosen);
END
$$;
