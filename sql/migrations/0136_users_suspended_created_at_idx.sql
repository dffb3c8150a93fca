-- no transaction
-- Few: in the indexes of all the living they lie too far apart.
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_suspended_created_at_idx
  ON users (created_at, id) WHERE NOT is_active AND deleted_at IS NULL;
