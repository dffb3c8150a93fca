-- no transaction
-- The list of one organization by role, of which the largest has a hundred thousand members.
CREATE INDEX CONCURRENTLY IF NOT EXISTS organization_members_organization_role_idx
  ON organization_members (organization_id, role, created_at, id);
