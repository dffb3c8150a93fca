-- no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS organization_invitations_created_at_idx
  ON organization_invitations (created_at, id);
