-- Who an event names as acting, and whom as concerned, is not taken at the caller's word.

-- The pseudonym of a person or a person's row, made at its first event. `person` is the user whose
-- erasure takes it away; an event that does not know yet (a refusal) leaves it for one that does. Never
-- a colleague's: their trace must not go with a person, whoever says so.
CREATE OR REPLACE FUNCTION audit_pseudonym(of_id uuid, person uuid) RETURNS uuid
  LANGUAGE plpgsql VOLATILE
  SET search_path = pg_catalog, public, pg_temp
  AS $$
DECLARE
  known audit_pseudonyms;
BEGIN
  IF of_id IS NULL THEN
    RETURN NULL;
  END IF;
  IF person IS NOT NULL AND EXISTS (SELECT FROM staff AS s WHERE s.id = of_id) THEN
    person := NULL;
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
  -- The constraints say the same, but with the whole row in the server's words.
  IF length(event.reason_code) > 100 OR length(event.ticket) > 200 THEN
    RAISE EXCEPTION 'app.reason_code holds up to 100 characters, app.ticket up to 200'
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
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

-- The app's users write into no history but their own; their organization's administrators into that of
-- its members. What they say of anybody else stands without a subject.
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
