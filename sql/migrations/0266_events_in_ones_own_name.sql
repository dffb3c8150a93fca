-- An event is in the name of who acts, and what is sealed holds no words of one's own.

-- What ticket systems give: KEY-123, #123, 123. No word, no name, no date, no telephone number. NULL for none.
CREATE OR REPLACE FUNCTION audit_is_ticket(ticket text) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$
    SELECT ticket ~ '^([A-Z][A-Z0-9]{0,9}-|#)?[0-9]{1,8}$'
  $$;

-- THE list of reason codes. What a shape lets through may be somebody's name. NULL for none.
CREATE FUNCTION audit_is_reason_code(code text) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$
    SELECT code IN ('fraud', 'support-case', 'suspension-ended')
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
  -- A colleague acts in their own name. The bare login of the API, which has no role yet, names one for what
  -- comes before and after: sign-in, sign-out, a refusal.
  IF event.actor_role IN (
    'fs_support', 'fs_compliance', 'fs_dpo', 'fs_sre', 'fs_auditor', 'fs_admin'
  ) THEN
    PERFORM acting_colleague();
  ELSIF event.actor_role = 'futuresync_api' AND event.actor_kind = 'staff'
    AND append_audit_event.action NOT IN ('sign-in', 'sign-out', 'refused')
  THEN
    RAISE EXCEPTION 'a % needs the role of the colleague', append_audit_event.action
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
  -- All three are sealed, and nobody can erase them any more.
  IF NOT audit_is_reason_code(event.reason_code) THEN
    RAISE EXCEPTION 'app.reason_code is none of the codes of audit_is_reason_code()'
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF NOT audit_is_ticket(event.ticket) THEN
    RAISE EXCEPTION 'a ticket is a reference like KEY-123, #123 or 123'
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF append_audit_event.details::text LIKE '%@%' AND NOT caller_is_owner() THEN
    RAISE EXCEPTION 'details are sealed and hold no @: what is personal goes to pii'
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
