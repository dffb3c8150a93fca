-- What is sealed holds no personal text: reason code and ticket have shapes that no address and no sentence
-- fits, and what an erasure changes is told by names of columns alone.

-- A reference like T-123, SUP#42, acme/app#7 or INC0012345: up to 30 characters, a digit among them, no
-- dot, @ or space, and no ten digits in a row. So no address of any kind, no telephone number, no id of a row.
-- NULL for none.
CREATE FUNCTION audit_is_ticket(ticket text) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$
    SELECT ticket ~ '^[A-Za-z0-9#][A-Za-z0-9#/_-]{0,29}$' AND ticket ~ '[0-9]'
      AND ticket !~ '[0-9]{10}'
  $$;

-- app.erasing = 'on' means something under the worker's role and the owner's only: nobody else hides what
-- they change.
CREATE FUNCTION audit_erasing() RETURNS boolean
  -- No search_path of its own, so that it is inlined: each event asks it, and both who ask have one.
  LANGUAGE sql STABLE
  AS $$
    SELECT coalesce(current_setting('app.erasing', true) = 'on', false)
      AND (current_setting('role') = 'fs_worker' OR caller_is_owner())
  $$;

-- The one room. Not granted to anybody: called by the two doors, which run as the owner.
CREATE OR REPLACE FUNCTION append_audit_event(
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
  -- Nobody acts as what their role is not: no member as a job, no colleague as the person they edit. A
  -- database is whoever named nobody; the owner may load anything.
  IF NOT caller_is_owner() AND event.actor_kind <> 'database' AND event.actor_kind <> ALL (
    CASE
      WHEN event.actor_role IN ('fs_member', 'fs_org_admin') THEN ARRAY['user']
      WHEN event.actor_role IN ('fs_worker', 'futuresync_daemon') THEN ARRAY['job']
      WHEN event.actor_role = 'futuresync_api' THEN ARRAY['staff', 'user']
      ELSE ARRAY['staff']
    END
  ) THEN
    RAISE EXCEPTION 'the role % does not act as a %', event.actor_role, event.actor_kind
      USING ERRCODE = 'insufficient_privilege';
  END IF;
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
      -- A colleague's trace does not go with the account they have as a user of the product, and what
      -- one of the app's users says of a row does not make it theirs: a change of it does.
      CASE
        WHEN append_audit_event.resource IN ('staff', 'session') THEN NULL
        WHEN event.actor_kind = 'user'
          AND append_audit_event.action NOT IN ('create', 'update', 'delete')
          AND append_audit_event.resource_id <> append_audit_event.subject THEN NULL
        ELSE append_audit_event.subject
      END
    );
    event.pii := append_audit_event.pii
      || jsonb_strip_nulls(jsonb_build_object('resource_id', append_audit_event.resource_id));
  END IF;
  event.request_id := nullif(current_setting('app.request_id', true), '')::uuid;
  event.reason_code := nullif(current_setting('app.reason_code', true), '');
  event.ticket := nullif(current_setting('app.ticket', true), '');
  -- Both are sealed, and nobody can erase them any more.
  IF event.reason_code !~ '^[a-z]{1,20}(-[a-z]{1,20}){0,4}$' THEN
    RAISE EXCEPTION 'app.reason_code is a word like support-case'
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF NOT audit_is_ticket(event.ticket) THEN
    RAISE EXCEPTION 'a ticket is a reference like T-123'
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  event.details := append_audit_event.details;
  IF NOT known_login THEN
    -- Whoever comes in by psql may set the settings above, but not this.
    event.details := event.details || jsonb_build_object('login', session_user);
  END IF;
  -- What an erasure changes, and its own events, bring no new personal value into the trail.
  IF audit_erasing() OR event.action IN ('redact', 'forget') AND event.resource = 'audit-log' THEN
    event.pii := '{}';
  ELSE
    event.pii := event.pii || jsonb_strip_nulls(jsonb_build_object(
      'address', nullif(current_setting('app.address', true), ''),
      'agent', nullif(current_setting('app.agent', true), ''),
      'reason', nullif(current_setting('app.reason', true), '')
    ));
  END IF;
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

-- Arguments: resource, column of the row's id, column of the user it is about ('' for none), columns
-- shown in the clear, columns whose change alone is no event, columns whose value is kept nowhere.
-- What is in none of the lists goes to pii: a new column is personal until somebody says otherwise.
-- UTC and hex: the JSON of a row must not depend on the settings of the session that changed it.
CREATE OR REPLACE FUNCTION audit_row_change() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  SET TimeZone = 'UTC'
  SET bytea_output = 'hex'
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off
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
  IF audit_erasing() THEN
    PERFORM append_audit_event(
      CASE TG_OP WHEN 'INSERT' THEN 'create' WHEN 'UPDATE' THEN 'update' ELSE 'delete' END,
      TG_ARGV[0], (latest ->> id_column)::uuid, (latest ->> TG_ARGV[2])::uuid,
      jsonb_build_object('columns', to_jsonb(changed)), '{}'
    );
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

-- First step of a reveal, as in 0110; the ticket's shape is now the trail's.
CREATE OR REPLACE FUNCTION request_reveal(
  resource text, record_id uuid, field text, reason text,
  ticket text DEFAULT NULL, minutes integer DEFAULT 5
) RETURNS uuid
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off
  AS $$
DECLARE
  person uuid;
BEGIN
  PERFORM acting_colleague();
  IF coalesce(length(btrim(reason)), 0) NOT BETWEEN 3 AND 1000 THEN
    RAISE EXCEPTION 'a reveal needs a reason of 3 to 1000 characters'
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF NOT audit_is_ticket(ticket) THEN
    RAISE EXCEPTION 'a ticket is a reference like T-123' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF minutes IS NULL OR minutes NOT BETWEEN 1 AND 30 THEN
    RAISE EXCEPTION 'a reveal lasts 1 to 30 minutes' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT r.subject INTO person FROM revealable(resource, record_id, field) AS r;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  PERFORM set_config('app.reason', btrim(reason), true),
    set_config('app.ticket', coalesce(ticket, ''), true);
  RETURN append_audit_event(
    'reveal', resource, record_id, person,
    jsonb_build_object('field', field, 'minutes', minutes), '{}'
  );
END
$$;
