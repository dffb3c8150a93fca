-- What staff read in place of the table: every column but the secret ones, personal contact data
-- masked under the column's own name. Owner's rights, so that the reader needs no right on the table.
-- Not security_barrier: these views hide columns and no row, so there is nothing that a function in
-- the reader's WHERE could see early; and the barrier keeps ORDER BY … LIMIT from the index (measured
-- at 200,000 users: 4,172 pages for the first 25, against 5 without).
CREATE VIEW masked_users AS
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

CREATE VIEW masked_organization_invitations AS
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

CREATE VIEW masked_staff AS
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
