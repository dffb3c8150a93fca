-- no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS organization_members_organization_id_id_idx
  ON organization_members (organization_id, id);
