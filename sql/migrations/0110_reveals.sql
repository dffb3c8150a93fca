-- Two steps to a personal value (sql/reveals/README.md). The first writes the event of the reveal or the
-- search and answers its id; the second answers only to that id, to the same colleague, while it lasts,
-- and only in a later transaction: an event that was rolled back lets nobody read anything.

-- Whom the transaction names: a colleague who is active and has the role that acts. The functions below
-- answer nobody else, so that each of their events names somebody.
CREATE FUNCTION acting_colleague() RETURNS uuid
  LANGUAGE plpgsql STABLE
  SET search_path = pg_catalog, public, pg_temp
  AS $$
DECLARE
  colleague uuid;
BEGIN
  SELECT s.id INTO colleague
  FROM staff AS s
  WHERE s.id = nullif(current_setting('app.actor_id', true), '')::uuid
    AND current_setting('app.actor_kind', true) = 'staff'
    AND 'fs_' || s.role = current_setting('role')
    AND s.is_active;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'app.actor_kind and app.actor_id name no active colleague with the role %',
      current_setting('role')
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN colleague;
END
$$;

-- THE list of what can be revealed: one SELECT a resource and field. `subject` is the person it is
-- about. What is deleted is not revealed. A restriction of processing (GDPR 18) does not hinder: the
-- person has to be told before it is lifted (18(3)).
CREATE FUNCTION revealable(resource text, record_id uuid, field text)
  RETURNS TABLE (subject uuid, value text)
  LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp
  AS $$
    SELECT u.id, u.email::text
    FROM users AS u
    WHERE resource = 'users' AND field = 'email' AND u.id = record_id AND u.deleted_at IS NULL
  $$;

-- The event is the grant. No row when it is not there, was written by this very transaction (a savepoint
-- does not change pg_current_xact_id()), by somebody else or under another role, is over, or was erased.
-- The clock, not now(): a transaction that stays open reads no longer than the grant lasts.
CREATE FUNCTION live_grant(grant_id uuid, granted_action text)
  RETURNS TABLE (resource text, subject uuid, details jsonb, pii jsonb, expires_at timestamptz)
  LANGUAGE sql VOLATILE
  SET search_path = pg_catalog, public, pg_temp
  AS $$
    SELECT e.resource, subject.real_id, e.details, e.pii, times.expires_at
    FROM audit_log AS e
    JOIN audit_pseudonyms AS actor ON actor.pseudonym = e.actor
    LEFT JOIN audit_pseudonyms AS subject ON subject.pseudonym = e.subject
    CROSS JOIN LATERAL (
      SELECT e.at + (e.details ->> 'minutes')::integer * interval '1 minute' AS expires_at
    ) AS times
    WHERE e.id = grant_id
      AND e.at >= uuidv7_time(grant_id) AND e.at < uuidv7_time(grant_id) + interval '1 ms'
      AND e.action = granted_action
      AND e.tx <> pg_current_xact_id()
      AND actor.real_id = acting_colleague()
      AND e.actor_role = current_setting('role')
      AND e.pii IS NOT NULL
      AND clock_timestamp() < times.expires_at
  $$;

-- First step. `reason` may hold personal words and is erased with the person; `ticket` stands in the
-- clear and stays, so it must be a reference. Answers the grant; NULL when there is nothing to reveal.
CREATE FUNCTION request_reveal(
  resource text, record_id uuid, field text, reason text,
  ticket text DEFAULT NULL, minutes integer DEFAULT 5
) RETURNS uuid
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$
DECLARE
  person uuid;
BEGIN
  PERFORM acting_colleague();
  IF coalesce(length(btrim(reason)), 0) NOT BETWEEN 3 AND 1000 THEN
    RAISE EXCEPTION 'a reveal needs a reason of 3 to 1000 characters'
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF ticket !~ '^[A-Za-z0-9#][A-Za-z0-9#/_.-]{0,63}$' THEN
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

-- Second step: one row, or none when the grant is not live or the record is gone.
CREATE FUNCTION read_revealed(grant_id uuid)
  RETURNS TABLE (value text, expires_at timestamptz)
  LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$
    SELECT r.value, g.expires_at
    FROM live_grant(grant_id, 'reveal') AS g
    CROSS JOIN LATERAL revealable(
      g.resource, (g.pii ->> 'resource_id')::uuid, g.details ->> 'field'
    ) AS r
  $$;

-- First step of a look-up by a personal value. What was typed stands in the event's pii and nowhere
-- else. It looks nothing up: buffers and time would tell whether somebody exists, event or not.
-- `person`: whose rows are searched, if one person's.
CREATE FUNCTION request_search(resource text, q text, person uuid DEFAULT NULL) RETURNS uuid
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$
BEGIN
  PERFORM acting_colleague();
  IF q IS NULL OR length(q) > 200 THEN
    RAISE EXCEPTION 'a search takes up to 200 characters' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  RETURN append_audit_event(
    'search', resource, NULL, person, '{"minutes": 5}', jsonb_build_object('q', q)
  );
END
$$;

-- Second step: as search_users(), for what the event says was typed.
CREATE FUNCTION read_user_search(grant_id uuid, lim integer)
  RETURNS TABLE (id uuid, rank integer, truncated boolean)
  LANGUAGE sql VOLATILE SECURITY DEFINER
  -- Joined to users it must stay the outer side of a nested loop.
  ROWS 100
  SET search_path = pg_catalog, public, pg_temp
  AS $$
    SELECT s.id, s.rank, s.truncated
    FROM live_grant(grant_id, 'search') AS g
    CROSS JOIN LATERAL search_users(g.pii ->> 'q', lim) AS s
    WHERE g.resource = 'users'
    ORDER BY s.rank, s.id
  $$;

-- An event that is a grant is written by the functions above only: record_event() asks for no reason.
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
  RETURN append_audit_event(
    action, resource, resource_id, subject, coalesce(details, '{}'), coalesce(pii, '{}')
  );
END
$$;

-- As staff_permissions says: users:reveal, and users:list for the look-up.
GRANT EXECUTE ON FUNCTION
  request_reveal(text, uuid, text, text, text, integer), read_revealed(uuid)
  TO fs_support, fs_compliance, fs_dpo;
GRANT EXECUTE ON FUNCTION request_search(text, text, uuid), read_user_search(uuid, integer)
  TO fs_support, fs_compliance, fs_dpo, fs_admin;
REVOKE EXECUTE ON FUNCTION search_users(text, integer)
  FROM fs_support, fs_compliance, fs_dpo, fs_admin;
