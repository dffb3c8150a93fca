ALTER TABLE users VALIDATE CONSTRAINT users_reserved_when_deleted;

-- How a person deletes their account and comes back. The erasure itself is a later step of the request:
-- until it begins, the request can be withdrawn.
INSERT INTO gdpr_request_transitions (type, from_state, to_state) VALUES
  ('erasure', 'received', 'withdrawn');

-- By INSERT a person files an access request; an erasure is more than its row.
ALTER POLICY member_files ON gdpr_requests
  WITH CHECK (
    user_id = nullif(current_setting('app.actor_id', true), '')::uuid
    AND channel = 'token' AND type = 'access'
  );

-- For the acting person alone: deletes the account softly, ends the sessions, files the erasure (GDPR
-- 17). Asked again it answers the open request. NULL: the account was deleted in another way. Who asks
-- twice at once, or withdraws meanwhile, waits at the person's row, which both functions lock first.
CREATE FUNCTION file_own_erasure() RETURNS uuid
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$
DECLARE
  person users;
  request uuid;
BEGIN
  SELECT * INTO person FROM users AS u
  WHERE u.id = nullif(current_setting('app.actor_id', true), '')::uuid
  FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF person.email_reserved THEN
    SELECT r.id INTO request FROM gdpr_requests AS r
    WHERE r.user_id = person.id AND r.type = 'erasure' AND r.channel = 'token'
      AND r.state <> 'withdrawn';
  ELSIF person.deleted_at IS NULL THEN
    UPDATE users SET deleted_at = now(), email_reserved = true WHERE id = person.id;
    UPDATE user_sessions SET revoked_at = now() WHERE user_id = person.id AND revoked_at IS NULL;
    INSERT INTO gdpr_requests (user_id, type, channel) VALUES (person.id, 'erasure', 'token')
    RETURNING id INTO request;
  END IF;
  RETURN request;
END
$$;

-- For the acting person alone: takes the request back and restores the account as it was, but for the
-- sessions. False: no erasure of theirs that is still open under that id.
CREATE FUNCTION withdraw_own_erasure(request_id uuid) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$
DECLARE
  person uuid;
BEGIN
  SELECT u.id INTO person FROM users AS u
  WHERE u.id = nullif(current_setting('app.actor_id', true), '')::uuid AND u.email_reserved
  FOR NO KEY UPDATE;
  UPDATE gdpr_requests SET state = 'withdrawn'
  WHERE id = request_id AND user_id = person AND type = 'erasure' AND channel = 'token'
    AND state <> 'withdrawn';
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE users SET deleted_at = NULL, email_reserved = false WHERE id = person;
  RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION file_own_erasure(), withdraw_own_erasure(uuid) TO fs_member;
