-- no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS organization_invitations_organization_id_idx
  ON organization_invitations (organization_id, created_at, id);
