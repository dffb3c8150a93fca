-- The only ways to staff passwords and sessions, for the API's login alone. Owner's rights.

-- Also for those who may not sign in: the caller spends the same time on everyone, and says no later.
CREATE FUNCTION staff_credentials(address text)
  RETURNS TABLE (
    id uuid, email text, name text, role text, user_id uuid, password_hash text, is_active boolean
  )
  LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$
    SELECT s.id, s.email::text, s.name, s.role, s.user_id, s.password_hash, s.is_active
    FROM staff AS s
    WHERE lower(s.email) COLLATE "C" = lower(address)
  $$;

-- Answers the session's id. 42501 for a colleague who may not sign in (any more).
CREATE FUNCTION open_staff_session(
  staff_id uuid, token_hash bytea, expires_at timestamptz, address inet, agent text
) RETURNS uuid
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$
#variable_conflict use_column
DECLARE
  session uuid;
BEGIN
  UPDATE staff SET last_login = now() WHERE id = open_staff_session.staff_id AND is_active;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'this staff account may not sign in' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO staff_sessions (staff_id, token_hash, expires_at, address, agent)
  VALUES (
    open_staff_session.staff_id, open_staff_session.token_hash, open_staff_session.expires_at,
    open_staff_session.address, left(open_staff_session.agent, 512)
  )
  RETURNING id INTO session;
  RETURN session;
END
$$;

-- Whose session this is, if it is live. Notes that it was seen once a minute at most, so that a page
-- of twenty requests is one write; two at once do not wait for each other.
CREATE FUNCTION staff_by_session(token_hash bytea)
  RETURNS TABLE (
    session_id uuid, id uuid, email text, name text, role text, user_id uuid, expires_at timestamptz
  )
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$
#variable_conflict use_column
BEGIN
  IF NOT pg_is_in_recovery() THEN
    UPDATE staff_sessions SET last_seen_at = now()
    WHERE id = (
      SELECT t.id FROM staff_sessions AS t
      WHERE t.token_hash = staff_by_session.token_hash
        AND t.revoked_at IS NULL AND t.expires_at > now()
        AND t.last_seen_at < now() - interval '1 minute'
      FOR UPDATE SKIP LOCKED
    );
  END IF;
  RETURN QUERY
  SELECT t.id, s.id, s.email::text, s.name, s.role, s.user_id, t.expires_at
  FROM staff_sessions AS t
  JOIN staff AS s ON s.id = t.staff_id
  WHERE t.token_hash = staff_by_session.token_hash
    AND t.revoked_at IS NULL AND t.expires_at > now() AND s.is_active;
END
$$;

-- Answers whether there was a live session to end.
CREATE FUNCTION close_staff_session(token_hash bytea) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$
#variable_conflict use_column
BEGIN
  UPDATE staff_sessions SET revoked_at = now()
  WHERE token_hash = close_staff_session.token_hash
    AND revoked_at IS NULL AND expires_at > now();
  RETURN FOUND;
END
$$;

GRANT EXECUTE ON FUNCTION
  staff_credentials(text),
  open_staff_session(uuid, bytea, timestamptz, inet, text),
  staff_by_session(bytea),
  close_staff_session(bytea)
  TO futuresync_api;
