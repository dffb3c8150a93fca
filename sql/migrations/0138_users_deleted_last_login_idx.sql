-- no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_deleted_last_login_idx
  ON users (last_login, id) WHERE deleted_at IS NOT NULL;
