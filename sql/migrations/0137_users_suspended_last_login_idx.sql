-- no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_suspended_last_login_idx
  ON users (last_login, id) WHERE NOT is_active AND deleted_at IS NULL;
