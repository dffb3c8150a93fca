-- How events are written. Two doors, audit_row_change() and record_event(), into one room.

-- An id whose 48 bits of time are exactly `moment`, so that a look-up by id can bound `at` to one
-- millisecond and reads one partition. uuidv7() takes the clock by itself and may run ahead of it.
CREATE FUNCTION uuidv7_at(moment timestamptz) RETURNS uuid
  LANGUAGE sql VOLATILE PARALLEL SAFE
  AS $$
    SELECT encode(
      set_bit(
        set_bit(
          overlay(
            uuid_send(gen_random_uuid())
            PLACING substring(int8send(floor(extract(epoch FROM moment) * 1000)::bigint) FROM 3)
            FROM 1 FOR 6
          ),
          52, 1
        ),
        53, 1
      ),
      'hex'
    )::uuid
  $$;

-- The millisecond an id was made in: `at >= uuidv7_time(id) AND at < uuidv7_time(id) + '1 ms'`.
CREATE FUNCTION uuidv7_time(id uuid) RETURNS timestamptz
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$
    SELECT 'epoch'::timestamptz
      + ('x' || left(translate(id::text, '-', ''), 12))::bit(48)::bigint * interval '1 millisecond'
  $$;
GRANT EXECUTE ON FUNCTION uuidv7_time(uuid) TO PUBLIC;

-- Canonical form, version 1 (sql/audit-log/README.md): the text of a JSON array of strings and nulls.
CREATE FUNCTION audit_canonical(event audit_log) RETURNS text
  LANGUAGE sql STABLE
  AS $$
    SELECT to_json(ARRAY[
      event.canon::text,
      event.id::text,
      to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      event.epoch::text,
      event.tx::text,
      event.seq::text,
      event.actor_kind::text,
      event.actor::text,
      event.actor_role,
      event.subject::text,
      event.action::text,
      event.resource::text,
      event.resource_id::text,
      event.request_id::text,
      event.reason_code,
      event.ticket,
      event.details::text,
      encode(event.pii_commit, 'hex')
    ]::text[])::text
  $$;
GRANT EXECUTE ON FUNCTION audit_canonical(audit_log) TO fs_worker;

-- Resources whose ids name no person. Every other id becomes a pseudonym: fail closed.
CREATE FUNCTION audit_impersonal(resource text) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$
    SELECT resource IN (
      'achievements', 'audit-log', 'backups', 'indexes', 'job-runs', 'organizations', 'partitions',
      'queries', 'staff-permissions', 'teams'
    )
  $$;

-- The pseudonym of a person or a person's row, made at its first event. `person` is the user whose
-- erasure takes it away; an event that does not know yet (a refusal) leaves it for one that does.
CREATE FUNCTION audit_pseudonym(of_id uuid, person uuid) RETURNS uuid
  LANGUAGE plpgsql VOLATILE
  SET search_path = pg_catalog, public, pg_temp
  AS $$
DECLARE
  known audit_pseudonyms;
BEGIN
  IF of_id IS NULL THEN
    RETURN NULL;
  END IF;
  SELECT * INTO known FROM audit_pseudonyms AS p WHERE p.real_id = of_id;
  IF NOT FOUND THEN
    INSERT INTO audit_pseudonyms AS p (real_id, user_id) VALUES (of_id, person)
    ON CONFLICT (real_id) DO NOTHING
    RETURNING * INTO known;
    IF NOT FOUND THEN
      -- Another transaction made it meanwhile, and committed.
      SELECT * INTO STRICT known FROM audit_pseudonyms AS p WHERE p.real_id = of_id;
    END IF;
  END IF;
  IF known.user_id IS NULL AND person IS NOT NULL THEN
    UPDATE audit_pseudonyms AS p SET user_id = person
    WHERE p.real_id = of_id AND p.user_id IS NULL;
  END IF;
  RETURN known.pseudonym;
END
$$;

-- The one room. Not granted to anybody: called by the two doors, which run as the owner.
CREATE FUNCTION append_audit_event(
  action text, resource text, resource_id uuid, subject uuid, details jsonb, pii jsonb
) RETURNS uuid
  LANGUAGE plpgsql VOLATILE
  SET search_path = pg_catalog, public, pg_temp
  AS $$
DECLARE
  event audit_log;
  actor_id uuid := nullif(current_setting('app.actor_id', true), '')::uuid;
  -- session_user does not change with SET ROLE or inside definer functions.
  known_login boolean := session_user IN ('futuresync_api', 'futuresync_daemon');
BEGIN
  event.at := clock_timestamp();
  event.id := uuidv7_at(event.at);
  event.seq := nextval('audit_log_seq');
  event.tx := pg_current_xact_id();
  event.epoch := (SELECT max(e.epoch) FROM audit_epochs AS e);
  event.canon := 1;
  event.actor_kind := coalesce(nullif(current_setting('app.actor_kind', true), ''), 'database');
  event.actor_role := coalesce(nullif(current_setting('role'), 'none'), session_user);
  IF event.actor_kind = 'database' AND actor_id IS NOT NULL THEN
    RAISE EXCEPTION 'app.actor_id is set without app.actor_kind'
      USING ERRCODE = 'invalid_parameter_value';
  ELSIF event.actor_kind = 'job' AND actor_id IS NOT NULL THEN
    -- A job is no person: its pseudonym is its own id, so that one join resolves every actor.
    INSERT INTO audit_pseudonyms (real_id, pseudonym) VALUES (actor_id, actor_id)
    ON CONFLICT DO NOTHING;
    event.actor := actor_id;
  ELSE
    event.actor := audit_pseudonym(
      actor_id, CASE event.actor_kind WHEN 'user' THEN actor_id END
    );
  END IF;
  event.subject := audit_pseudonym(append_audit_event.subject, append_audit_event.subject);
  event.action := append_audit_event.action;
  event.resource := append_audit_event.resource;
  IF audit_impersonal(append_audit_event.resource) THEN
    event.resource_id := append_audit_event.resource_id;
    event.pii := append_audit_event.pii;
  ELSE
    event.resource_id := audit_pseudonym(
      append_audit_event.resource_id,
      -- A colleague's trace does not go with the account they have as a user of the product.
      CASE
        WHEN append_audit_event.resource NOT IN ('staff', 'session')
        THEN append_audit_event.subject
      END
    );
    event.pii := append_audit_event.pii
      || jsonb_strip_nulls(jsonb_build_object('resource_id', append_audit_event.resource_id));
  END IF;
  event.request_id := nullif(current_setting('app.request_id', true), '')::uuid;
  event.reason_code := nullif(current_setting('app.reason_code', true), '');
  event.ticket := nullif(current_setting('app.ticket', true), '');
  event.details := append_audit_event.details;
  IF NOT known_login THEN
    -- Whoever comes in by psql may set the settings above, but not this.
    event.details := event.details || jsonb_build_object('login', session_user);
  END IF;
  event.pii := event.pii || jsonb_strip_nulls(jsonb_build_object(
    'address', nullif(current_setting('app.address', true), ''),
    'agent', nullif(current_setting('app.agent', true), ''),
    'reason', nullif(current_setting('app.reason', true), '')
  ));
  -- Read as an address: a text that is none would make every page it stands on unreadable.
  PERFORM (event.pii ->> 'address')::inet;
  event.pii_salt := gen_random_bytes(32);
  event.pii_commit := sha256(
    '\x02'::bytea || event.pii_salt || convert_to(event.pii::text, 'UTF8')
  );
  event.leaf := sha256('\x00'::bytea || convert_to(audit_canonical(event), 'UTF8'));
  INSERT INTO audit_log VALUES (event.*);
  RETURN event.id;
END
$$;

-- True when the caller is the owner or may act as it without a further step (a superuser).
CREATE FUNCTION caller_is_owner() RETURNS boolean
  LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp
  AS $$
    SELECT pg_has_role(
      coalesce(nullif(current_setting('role'), 'none'), session_user), 'futuresync_owner', 'USAGE'
    )
  $$;

-- Reads, sign-ins, refusals, exports, job actions: what no row trigger sees. Answers the event's id.
-- `resource_id` and `subject` are real ids. `details` must hold nothing personal; `pii` may.
CREATE FUNCTION record_event(
  action text,
  resource text,
  resource_id uuid DEFAULT NULL,
  subject uuid DEFAULT NULL,
  details jsonb DEFAULT '{}',
  pii jsonb DEFAULT '{}'
) RETURNS uuid
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$
BEGIN
  -- The trigger's own verbs: nobody tells of a change that was not made.
  IF action IN ('create', 'update', 'delete', 'truncate') AND NOT caller_is_owner() THEN
    RAISE EXCEPTION 'a % is recorded by the row trigger only', action
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN append_audit_event(
    action, resource, resource_id, subject, coalesce(details, '{}'), coalesce(pii, '{}')
  );
END
$$;
GRANT EXECUTE ON FUNCTION record_event(text, text, uuid, uuid, jsonb, jsonb)
  TO futuresync_api, futuresync_daemon, fs_member, fs_org_admin, fs_support, fs_compliance, fs_dpo,
    fs_sre, fs_auditor, fs_admin, fs_worker;

-- {"old": …, "new": …}, without the side that the operation does not have, or that has no column.
CREATE FUNCTION audit_values(operation text, before jsonb, after jsonb) RETURNS jsonb
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$
    SELECT
      CASE WHEN operation = 'INSERT' OR before IS NULL THEN '{}'
        ELSE jsonb_build_object('old', before) END
      || CASE WHEN operation = 'DELETE' OR after IS NULL THEN '{}'
        ELSE jsonb_build_object('new', after) END
  $$;

-- Arguments: resource, column of the row's id, column of the user it is about ('' for none), columns
-- shown in the clear, columns whose change alone is no event, columns whose value is kept nowhere.
-- What is in none of the lists goes to pii: a new column is personal until somebody says otherwise.
-- UTC and hex: the JSON of a row must not depend on the settings of the session that changed it.
CREATE FUNCTION audit_row_change() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  SET TimeZone = 'UTC'
  SET bytea_output = 'hex'
  AS $$
DECLARE
  id_column CONSTANT text := TG_ARGV[1];
  clear_columns CONSTANT text[] := TG_ARGV[3];
  quiet_columns CONSTANT text[] := TG_ARGV[4];
  secret_columns CONSTANT text[] := TG_ARGV[5];
  before jsonb;
  after jsonb;
  latest jsonb;
  changed text[];
  clear_before jsonb;
  clear_after jsonb;
  personal_before jsonb;
  personal_after jsonb;
BEGIN
  -- One event for the whole load (record_event('bulk-load', …)) instead of one a row.
  IF current_setting('app.bulk_load', true) = 'on' AND caller_is_owner() THEN
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    before := to_jsonb(OLD);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    after := to_jsonb(NEW);
  END IF;
  latest := coalesce(after, before);
  SELECT coalesce(array_agg(key ORDER BY key), '{}') INTO changed
  FROM jsonb_object_keys(latest) AS key
  WHERE key NOT IN ('updated_at', 'version')
    AND (key <> id_column OR TG_OP = 'UPDATE')
    AND nullif(before -> key, 'null') IS DISTINCT FROM nullif(after -> key, 'null');
  IF TG_OP = 'UPDATE' AND changed <@ quiet_columns THEN
    RETURN NULL;
  END IF;
  SELECT
    jsonb_object_agg(key, before -> key) FILTER (WHERE clear),
    jsonb_object_agg(key, after -> key) FILTER (WHERE clear),
    jsonb_object_agg(key, before -> key) FILTER (WHERE NOT clear),
    jsonb_object_agg(key, after -> key) FILTER (WHERE NOT clear)
  INTO clear_before, clear_after, personal_before, personal_after
  FROM (
    SELECT key, key = ANY (clear_columns) AS clear
    FROM unnest(changed) AS key
    WHERE key <> ALL (secret_columns)
  ) AS shown;
  PERFORM append_audit_event(
    CASE TG_OP WHEN 'INSERT' THEN 'create' WHEN 'UPDATE' THEN 'update' ELSE 'delete' END,
    TG_ARGV[0],
    (latest ->> id_column)::uuid,
    (latest ->> TG_ARGV[2])::uuid,
    jsonb_build_object('columns', to_jsonb(changed))
      || audit_values(TG_OP, clear_before, clear_after),
    audit_values(TG_OP, personal_before, personal_after)
  );
  RETURN NULL;
END
$$;

-- Emptying a table takes its rows past the row trigger. Argument: resource.
CREATE FUNCTION audit_truncate() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$
BEGIN
  PERFORM append_audit_event('truncate', TG_ARGV[0], NULL, NULL, '{}', '{}');
  RETURN NULL;
END
$$;
