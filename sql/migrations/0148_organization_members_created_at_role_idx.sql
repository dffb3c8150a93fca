-- no transaction
-- Nearly everybody is a plain member: filtered inside the index. The other roles have one of their own.
CREATE INDEX CONCURRENTLY IF NOT EXISTS organization_members_created_at_role_idx
  ON organization_members (created_at, id) INCLUDE (role);
