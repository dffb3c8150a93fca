-- no transaction
-- Ids are made in the order of time (uuidv7): newest first is an order by id.
CREATE INDEX CONCURRENTLY IF NOT EXISTS organization_invitations_organization_id_idx
  ON organization_invitations (organization_id, id);
