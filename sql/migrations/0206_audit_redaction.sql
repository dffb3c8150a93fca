-- Erasing a person from the trail (sql/audit-log/README.md): their events lose pii and pii_salt, then their
-- pseudonyms lose their meaning. Leaves and commitments stay as they are.

-- Nothing empties an event but in a transaction that has said so before: also the owner in psql leaves an
-- event that names what was emptied, or it is refused.
CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp
  AS $$
DECLARE
  erased audit_log;
BEGIN
  IF TG_OP = 'UPDATE' AND pg_has_role(current_user, 'futuresync_owner', 'USAGE') THEN
    erased := OLD;
    erased.pii := NULL;
    erased.pii_salt := NULL;
    -- Compared as stored bytes: for jsonb's own equality 1.0 is 1.00, for the leaf it is not.
    IF NEW OPERATOR(pg_catalog.*=) erased AND EXISTS (
      SELECT FROM audit_log AS e
      WHERE e.action = 'redact' AND e.resource = 'audit-log' AND e.at >= now()
        AND e.tx = pg_current_xact_id() AND e.details -> 'events' ? OLD.id::text
    ) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'audit_log is append-only: % refused', TG_OP
    USING ERRCODE = 'insufficient_privilege';
END
$$;

-- Whether an id leads to somebody or something else than the person: a colleague, a job, a tenant, another
-- user or a row of theirs. One statement for all of them: an erasure may bring thousands.
CREATE FUNCTION audit_ids_of_others(person uuid, ids uuid[]) RETURNS boolean
  LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp
  AS $$
    SELECT EXISTS (SELECT FROM users AS u WHERE u.id = ANY (ids) AND u.id <> person)
      OR EXISTS (SELECT FROM staff AS s WHERE s.id = ANY (ids))
      OR EXISTS (SELECT FROM organizations AS o WHERE o.id = ANY (ids))
      OR EXISTS (SELECT FROM teams AS t WHERE t.id = ANY (ids))
      OR EXISTS (
        SELECT FROM audit_pseudonyms AS p
        WHERE p.real_id = ANY (ids) AND (p.user_id <> person OR p.pseudonym = p.real_id)
      )
  $$;

-- Where a needle stands in a text of small letters: an address not inside a longer one (n@example.com is
-- not ann@example.com). Every other character than a letter or digit is quoted.
CREATE FUNCTION audit_needle_pattern(needle text) RETURNS text
  LANGUAGE sql IMMUTABLE
  AS $$
    SELECT '(?<![[:alnum:]._%+-])'
      || regexp_replace(needle, '([^[:alnum:]])', '\\\1', 'g')
      || '(?![[:alnum:]_-]|\.[[:alnum:]])'
  $$;

-- The events that still hold personal values and are about the person, by them, on rows of theirs, or of
-- the search that found them and nobody else. At most `most`, none twice.
CREATE FUNCTION unredacted_audit_events(
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
  stem text;
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
  -- The index begins with the resource: one step to each of the some twenty there are.
  FOR stem IN
    WITH RECURSIVE stems AS (
      (SELECT e.resource::text AS stem FROM audit_log AS e ORDER BY e.resource LIMIT 1)
      UNION ALL
      SELECT (
        SELECT e.resource::text FROM audit_log AS e
        WHERE e.resource > stems.stem ORDER BY e.resource LIMIT 1
      )
      FROM stems WHERE stems.stem IS NOT NULL
    )
    SELECT s.stem FROM stems AS s WHERE s.stem IS NOT NULL AND NOT audit_impersonal(s.stem)
  LOOP
    RETURN QUERY
      SELECT e.id, e.at FROM audit_log AS e
      WHERE e.resource = stem AND e.resource_id = ANY (rows_of)
        AND e.subject IS DISTINCT FROM own AND e.actor IS DISTINCT FROM own
        AND e.pii IS NOT NULL AND e.at >= since AND e.at < until
      LIMIT asked;
    GET DIAGNOSTICS found = ROW_COUNT;
    asked := asked - found;
  END LOOP;
END
$$;

-- Empties pii and pii_salt of at most `most` events: about the person, by them, on rows of theirs, or with
-- a needle in anybody's pii. Needles are the person's ids and addresses, which count wherever they stand,
-- and other texts of three letters or more, which count only as the whole of what a colleague typed to
-- search: a name stands in too much that is not of this person. What leads to somebody else is refused, and
-- nothing is a pattern. `since` and `until` bound the time of the events: one pass for each partition.
-- Writes one `redact` event that names the events, and answers how many; fewer than `most`: none is left.
CREATE FUNCTION redact_audit_events(
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

  SELECT coalesce(array_agg(e.id), '{}'), coalesce(array_agg(e.at), '{}') INTO chosen, times
  FROM unredacted_audit_events(person, most, since, until) AS e;
  IF cardinality(chosen) < most AND cardinality(needles) > 0 THEN
    SELECT chosen || coalesce(array_agg(e.id), '{}'), times || coalesce(array_agg(e.at), '{}')
    INTO chosen, times
    FROM (
      SELECT a.id, a.at
      FROM audit_log AS a
      CROSS JOIN LATERAL (SELECT lower(a.pii::text) AS text OFFSET 0) AS held
      WHERE a.pii IS NOT NULL AND a.at >= since AND a.at < until AND a.id <> ALL (chosen)
        AND (
          EXISTS (
            SELECT FROM regexp_matches(held.text, uuid_shape, 'g') AS m
            WHERE m[1]::uuid = ANY (ids)
          )
          OR EXISTS (
            SELECT FROM unnest(addresses) AS n (text)
            -- As JSON writes it; most rows are done with the first comparison.
            CROSS JOIN LATERAL (SELECT btrim(to_json(n.text)::text, '"') AS text) AS written
            WHERE strpos(held.text, written.text) > 0
              AND held.text ~ audit_needle_pattern(written.text)
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

-- Afterwards nothing resolves: the mapping of the person and of their rows goes. Refused while an event
-- of theirs holds personal values: without the mapping nobody would find it again. What happens to the
-- person's id later is given a new pseudonym, so this is an erasure's last step. Answers how many went.
CREATE FUNCTION forget_audit_pseudonyms(person uuid) RETURNS integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off
  AS $$
DECLARE
  gone integer;
BEGIN
  IF person IS NULL OR audit_ids_of_others(person, ARRAY[person]) THEN
    RAISE EXCEPTION 'there is no such person to forget' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('redact_audit_events ' || person, 0));
  UPDATE audit_pseudonyms AS p SET user_id = person WHERE p.real_id = person AND p.user_id IS NULL;
  IF EXISTS (SELECT FROM unredacted_audit_events(person, 1, '-infinity', 'infinity')) THEN
    RAISE EXCEPTION 'events of this person still hold personal values: redact them first'
      USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  DELETE FROM audit_pseudonyms AS p WHERE p.user_id = person;
  GET DIAGNOSTICS gone = ROW_COUNT;
  IF gone > 0 THEN
    PERFORM append_audit_event(
      'forget', 'audit-log', NULL, NULL, jsonb_build_object('pseudonyms', gone), '{}'
    );
  END IF;
  RETURN gone;
END
$$;

GRANT EXECUTE ON FUNCTION
  redact_audit_events(uuid, text[], integer, timestamptz, timestamptz), forget_audit_pseudonyms(uuid)
  TO fs_worker;

-- A redaction is told by the function that makes it: nobody else's event excuses an emptied row.
CREATE OR REPLACE FUNCTION record_event(
  action text,
  resource text,
  resource_id uuid DEFAULT NULL,
  subject uuid DEFAULT NULL,
  details jsonb DEFAULT '{}',
  pii jsonb DEFAULT '{}'
) RETURNS uuid
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off
  AS $$
DECLARE
  person uuid := record_event.subject;
  actor CONSTANT uuid := nullif(current_setting('app.actor_id', true), '')::uuid;
  acting_role CONSTANT text := current_setting('role');
BEGIN
  -- The trigger's own verbs: nobody tells of a change that was not made.
  IF action IN ('create', 'update', 'delete', 'truncate') AND NOT caller_is_owner() THEN
    RAISE EXCEPTION 'a % is recorded by the row trigger only', action
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF action IN ('reveal', 'search') AND NOT caller_is_owner() THEN
    RAISE EXCEPTION 'a % is recorded by request_%() only', action, action
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF action IN ('redact', 'forget') AND NOT caller_is_owner() THEN
    RAISE EXCEPTION 'a % is recorded by the function that does it', action
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF person IS DISTINCT FROM actor AND NOT caller_is_owner() AND (
    acting_role = 'fs_member'
    OR (acting_role = 'fs_org_admin' AND NOT EXISTS (
      SELECT FROM organization_members AS m
      WHERE m.organization_id = administered_organization() AND m.user_id = person
    ))
    OR current_setting('app.actor_kind', true) = 'user' AND acting_role <> 'fs_org_admin'
  ) THEN
    person := NULL;
  END IF;
  RETURN append_audit_event(
    action, resource, resource_id, person, coalesce(details, '{}'), coalesce(pii, '{}')
  );
END
$$;
