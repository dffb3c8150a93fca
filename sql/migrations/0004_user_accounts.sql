CREATE TABLE user_oauth_providers (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  user_id uuid NOT NULL REFERENCES users,
  provider oauth_provider NOT NULL,
  provider_user_id text NOT NULL CHECK (length(provider_user_id) BETWEEN 1 AND 255),
  -- AES-256-GCM by the application; key_id names the key.
  access_token bytea,
  refresh_token bytea,
  key_id text,
  scopes text[] NOT NULL DEFAULT '{}',
  token_expires_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1,
  UNIQUE (provider, provider_user_id),
  UNIQUE (user_id, provider),
  CHECK ((access_token IS NULL AND refresh_token IS NULL) OR key_id IS NOT NULL)
);
CREATE TRIGGER touch_row BEFORE UPDATE ON user_oauth_providers
  FOR EACH ROW EXECUTE FUNCTION touch_row();

CREATE TABLE user_sessions (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  user_id uuid NOT NULL REFERENCES users,
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  address inet,
  agent text CHECK (length(agent) <= 512),
  created_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  CHECK (expires_at > created_at)
);
CREATE INDEX user_sessions_user_id_idx ON user_sessions (user_id, created_at);

-- One row for each answer; a withdrawal closes its row, so that the proof of consent stays (GDPR 7(1)).
CREATE TABLE user_consents (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  user_id uuid NOT NULL REFERENCES users,
  purpose consent_purpose NOT NULL,
  document_version text NOT NULL CHECK (length(document_version) BETWEEN 1 AND 50),
  granted boolean NOT NULL,
  granted_at timestamptz NOT NULL DEFAULT now(),
  withdrawn_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (withdrawn_at IS NULL OR (granted AND withdrawn_at >= granted_at))
);
CREATE INDEX user_consents_user_id_idx ON user_consents (user_id, purpose, granted_at);
