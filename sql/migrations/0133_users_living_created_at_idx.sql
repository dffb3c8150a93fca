-- no transaction
-- Holds all that the list filters by, so that rows are skipped and counted without the table.
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_living_created_at_idx
  ON users (created_at, id) INCLUDE (is_active) WHERE deleted_at IS NULL;
