CREATE TABLE staff_roles (
  role text PRIMARY KEY CHECK (role ~ '^[a-z]+$'),
  title text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO staff_roles (role, title) VALUES
  ('support', 'Support'),
  ('compliance', 'Compliance officer'),
  ('dpo', 'Data protection officer'),
  ('sre', 'Site reliability engineer'),
  ('auditor', 'Auditor'),
  ('admin', 'Administrator');

-- "Who may do what" as rows: the API decides by them and the console shows them.
CREATE TABLE staff_permissions (
  role text NOT NULL REFERENCES staff_roles,
  resource text NOT NULL CHECK (resource ~ '^[a-z]+(-[a-z]+)*$'),
  verb text NOT NULL CHECK (verb ~ '^[a-z]+(-[a-z]+)*$'),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (role, resource, verb)
);

CREATE TABLE staff (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  email email_address NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  role text NOT NULL REFERENCES staff_roles,
  password_hash text NOT NULL,
  -- The account this colleague has as a user of the product: nobody approves what concerns himself.
  user_id uuid UNIQUE REFERENCES users,
  is_active boolean NOT NULL DEFAULT true,
  last_login timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX staff_email_key ON staff ((lower(email) COLLATE "C"));
CREATE INDEX staff_role_idx ON staff (role);
CREATE TRIGGER touch_row BEFORE UPDATE ON staff
  FOR EACH ROW WHEN (OLD.last_login IS NOT DISTINCT FROM NEW.last_login)
  EXECUTE FUNCTION touch_row();

CREATE TABLE staff_sessions (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  staff_id uuid NOT NULL REFERENCES staff,
  -- sha256 of the cookie: what is read here opens nothing.
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  address inet,
  agent text CHECK (length(agent) <= 512),
  created_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  CHECK (expires_at > created_at)
);
CREATE INDEX staff_sessions_staff_id_idx ON staff_sessions (staff_id, created_at);
