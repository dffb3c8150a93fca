CREATE TABLE organizations (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9](-?[a-z0-9]){1,62}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  -- Who signs up with an address of this domain joins by himself.
  verified_domain text UNIQUE
    CHECK (verified_domain ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$'),
  logo_url text CHECK (length(logo_url) <= 2048 AND logo_url ~ '^https://'),
  plan plan NOT NULL DEFAULT 'free',
  status organization_status NOT NULL DEFAULT 'trial',
  max_members integer NOT NULL DEFAULT 10 CHECK (max_members BETWEEN 1 AND 100000),
  settings jsonb NOT NULL DEFAULT '{}',
  branding jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  -- {auto_join?: boolean, default_role?: member|admin, week_starts_on?: 0..6, allow_public_posts?: boolean}
  CONSTRAINT organizations_settings_shape CHECK (
    jsonb_typeof(settings) = 'object'
    AND settings - ARRAY['auto_join', 'default_role', 'week_starts_on', 'allow_public_posts'] = '{}'
    AND coalesce(jsonb_typeof(settings -> 'auto_join'), 'boolean') = 'boolean'
    AND coalesce(settings -> 'default_role', '"member"') IN ('"member"', '"admin"')
    AND coalesce(settings -> 'week_starts_on', '0') IN ('0', '1', '2', '3', '4', '5', '6')
    AND coalesce(jsonb_typeof(settings -> 'allow_public_posts'), 'boolean') = 'boolean'
  ),
  -- {primary_color?: #rrggbb, accent_color?: #rrggbb, tagline?: string up to 200}
  CONSTRAINT organizations_branding_shape CHECK (
    jsonb_typeof(branding) = 'object'
    AND branding - ARRAY['primary_color', 'accent_color', 'tagline'] = '{}'
    AND coalesce(branding -> 'primary_color', '"#000000"')::text ~ '^"#[0-9a-fA-F]{6}"$'
    AND coalesce(branding -> 'accent_color', '"#000000"')::text ~ '^"#[0-9a-fA-F]{6}"$'
    AND coalesce(jsonb_typeof(branding -> 'tagline'), 'string') = 'string'
    AND length(coalesce(branding ->> 'tagline', '')) <= 200
  )
);
CREATE TRIGGER touch_row BEFORE UPDATE ON organizations
  FOR EACH ROW EXECUTE FUNCTION touch_row();

CREATE TABLE organization_members (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  organization_id uuid NOT NULL REFERENCES organizations,
  user_id uuid NOT NULL REFERENCES users,
  role organization_role NOT NULL DEFAULT 'member',
  invited_by uuid REFERENCES users ON DELETE SET NULL,
  joined_at timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1,
  UNIQUE (organization_id, user_id)
);
CREATE INDEX organization_members_user_id_idx ON organization_members (user_id);
CREATE INDEX organization_members_invited_by_idx ON organization_members (invited_by)
  WHERE invited_by IS NOT NULL;
CREATE TRIGGER touch_row BEFORE UPDATE ON organization_members
  FOR EACH ROW EXECUTE FUNCTION touch_row();

CREATE TABLE organization_invitations (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  organization_id uuid NOT NULL REFERENCES organizations,
  email email_address NOT NULL,
  role organization_role NOT NULL DEFAULT 'member',
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  invited_by uuid REFERENCES users ON DELETE SET NULL,
  accepted_by uuid REFERENCES users ON DELETE SET NULL,
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (accepted_at IS NULL OR revoked_at IS NULL)
);
CREATE UNIQUE INDEX organization_invitations_open_key
  ON organization_invitations (organization_id, (lower(email) COLLATE "C"))
  WHERE accepted_at IS NULL AND revoked_at IS NULL;
-- An invited person may be no user yet: the export finds the invitation by the address.
CREATE INDEX organization_invitations_email_idx
  ON organization_invitations ((lower(email) COLLATE "C"));
CREATE INDEX organization_invitations_invited_by_idx ON organization_invitations (invited_by);
CREATE INDEX organization_invitations_accepted_by_idx ON organization_invitations (accepted_by);

CREATE TABLE teams (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  organization_id uuid NOT NULL REFERENCES organizations,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  description text CHECK (length(description) <= 1000),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1,
  UNIQUE (organization_id, name),
  UNIQUE (id, organization_id)
);
CREATE TRIGGER touch_row BEFORE UPDATE ON teams FOR EACH ROW EXECUTE FUNCTION touch_row();

CREATE TABLE team_members (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  team_id uuid NOT NULL,
  -- Kept here too, so that the policy of an organization needs no join.
  organization_id uuid NOT NULL,
  user_id uuid NOT NULL,
  role team_role NOT NULL DEFAULT 'member',
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (team_id, user_id),
  FOREIGN KEY (team_id, organization_id) REFERENCES teams (id, organization_id),
  -- Who leaves the organization leaves its teams.
  FOREIGN KEY (organization_id, user_id)
    REFERENCES organization_members (organization_id, user_id) ON DELETE CASCADE
);
CREATE INDEX team_members_user_id_idx ON team_members (user_id);
CREATE INDEX team_members_organization_id_idx ON team_members (organization_id, user_id);
