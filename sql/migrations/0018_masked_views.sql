-- What staff read in place of the table: every column but the secret ones, personal contact data
-- masked under the column's own name. Owner's rights, so that the reader needs no right on the table;
-- security_barrier, so that a function in the reader's WHERE never sees a hidden value.
CREATE VIEW masked_users WITH (security_barrier) AS
SELECT
  id,
  mask_email(email) AS email,
  email_verified_at,
  name,
  display_name,
  avatar_url,
  timezone,
  locale,
  role,
  is_active,
  suspension_reason,
  suspended_at,
  suspended_until,
  restricted_at,
  last_login,
  onboarding_completed,
  trial_ends_at,
  created_at,
  updated_at,
  deleted_at,
  version
FROM users;

CREATE VIEW masked_organization_invitations WITH (security_barrier) AS
SELECT
  id,
  organization_id,
  mask_email(email) AS email,
  role,
  invited_by,
  accepted_by,
  expires_at,
  accepted_at,
  revoked_at,
  created_at
FROM organization_invitations;

CREATE VIEW masked_staff WITH (security_barrier) AS
SELECT
  id,
  mask_email(email) AS email,
  name,
  role,
  user_id,
  is_active,
  last_login,
  created_at,
  updated_at,
  version
FROM staff;
