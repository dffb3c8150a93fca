CREATE TABLE users (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  email email_address NOT NULL,
  email_verified_at timestamptz,
  -- NULL: signs in through a provider only.
  password_hash text,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  display_name text CHECK (length(display_name) BETWEEN 1 AND 100),
  avatar_url text CHECK (length(avatar_url) <= 2048 AND avatar_url ~ '^https://'),
  timezone time_zone_name NOT NULL DEFAULT 'UTC',
  locale locale_tag NOT NULL DEFAULT 'en',
  role user_role NOT NULL DEFAULT 'user',
  is_active boolean NOT NULL DEFAULT true,
  suspension_reason text CHECK (length(suspension_reason) BETWEEN 1 AND 1000),
  suspended_at timestamptz,
  -- NULL while suspended: until somebody lifts it.
  suspended_until timestamptz,
  restricted_at timestamptz,
  last_login timestamptz,
  onboarding_completed boolean NOT NULL DEFAULT false,
  trial_ends_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT users_suspension_has_reason CHECK (is_active = (suspension_reason IS NULL)),
  CONSTRAINT users_suspension_has_start CHECK (is_active = (suspended_at IS NULL)),
  CONSTRAINT users_suspension_ends_when_suspended CHECK (NOT is_active OR suspended_until IS NULL)
);

-- Unique among the living; also the prefix search (COLLATE "C" makes a prefix a range).
CREATE UNIQUE INDEX users_email_key ON users ((lower(email) COLLATE "C"))
  WHERE deleted_at IS NULL;
CREATE INDEX users_suspended_until_idx ON users (suspended_until)
  WHERE suspended_until IS NOT NULL;

-- A sign-in is no edit: it must not make the form that support has open stale.
CREATE TRIGGER touch_row BEFORE UPDATE ON users
  FOR EACH ROW WHEN (OLD.last_login IS NOT DISTINCT FROM NEW.last_login)
  EXECUTE FUNCTION touch_row();
