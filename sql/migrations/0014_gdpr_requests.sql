CREATE TABLE gdpr_requests (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  user_id uuid NOT NULL REFERENCES users,
  type gdpr_request_type NOT NULL,
  channel gdpr_request_channel NOT NULL,
  state gdpr_request_state NOT NULL DEFAULT 'received',
  -- The day it reached the company: the legal clock starts here, not at created_at.
  received_on date NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date,
  -- NULL: filed by the person.
  created_by_staff uuid REFERENCES staff,
  note text CHECK (length(note) BETWEEN 1 AND 2000),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1,
  UNIQUE (id, user_id),
  CHECK ((channel = 'token') = (created_by_staff IS NULL))
);
CREATE INDEX gdpr_requests_user_id_idx ON gdpr_requests (user_id, created_at);
CREATE INDEX gdpr_requests_created_by_staff_idx ON gdpr_requests (created_by_staff)
  WHERE created_by_staff IS NOT NULL;
CREATE TRIGGER touch_row BEFORE UPDATE ON gdpr_requests
  FOR EACH ROW EXECUTE FUNCTION touch_row();

-- The state machine, as rows. What is not here does not happen, whoever asks.
CREATE TABLE gdpr_request_transitions (
  type gdpr_request_type NOT NULL,
  from_state gdpr_request_state NOT NULL,
  to_state gdpr_request_state NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (type, from_state, to_state)
);
INSERT INTO gdpr_request_transitions (type, from_state, to_state) VALUES
  ('access', 'received', 'executing'),
  ('access', 'executing', 'completed');

CREATE FUNCTION check_gdpr_request_state() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'received' THEN
      RAISE EXCEPTION 'a request starts as received, not as %', NEW.state
        USING ERRCODE = 'check_violation', CONSTRAINT = 'gdpr_requests_first_state';
    END IF;
  ELSIF NOT EXISTS (
    SELECT
    FROM gdpr_request_transitions AS t
    WHERE t.type = NEW.type AND t.from_state = OLD.state AND t.to_state = NEW.state
  ) THEN
    RAISE EXCEPTION 'a request of type % does not go from % to %', NEW.type, OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'gdpr_requests_transition';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER check_first_state BEFORE INSERT ON gdpr_requests
  FOR EACH ROW EXECUTE FUNCTION check_gdpr_request_state();
CREATE TRIGGER check_transition BEFORE UPDATE ON gdpr_requests
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.type IS DISTINCT FROM NEW.type)
  EXECUTE FUNCTION check_gdpr_request_state();

CREATE TABLE gdpr_exports (
  request_id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  status export_status NOT NULL DEFAULT 'queued',
  attempt integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
  tables_done integer NOT NULL DEFAULT 0 CHECK (tables_done >= 0),
  tables_total integer NOT NULL DEFAULT 0 CHECK (tables_total >= tables_done),
  current_table text,
  rows bigint NOT NULL DEFAULT 0 CHECK (rows >= 0),
  bytes bigint CHECK (bytes >= 0),
  sha256 bytea CHECK (octet_length(sha256) = 32),
  file_name text CHECK (file_name ~ '^[0-9a-zA-Z._-]{1,120}$'),
  -- A code and a sentence of ours, never a value of the person.
  error text CHECK (length(error) <= 500),
  started_at timestamptz,
  ready_at timestamptz,
  expires_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (request_id, user_id) REFERENCES gdpr_requests (id, user_id),
  CHECK (
    status <> 'ready'
    OR (sha256 IS NOT NULL AND file_name IS NOT NULL AND ready_at IS NOT NULL
      AND expires_at IS NOT NULL)
  )
);
CREATE UNIQUE INDEX gdpr_exports_open_key ON gdpr_exports (user_id)
  WHERE status IN ('queued', 'running');
CREATE INDEX gdpr_exports_user_id_idx ON gdpr_exports (user_id);
CREATE INDEX gdpr_exports_expires_at_idx ON gdpr_exports (expires_at) WHERE status = 'ready';
