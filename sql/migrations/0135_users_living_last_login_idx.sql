-- no transaction
-- Both directions: who never signed in is a stretch of its own, read after the others.
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_living_last_login_idx
  ON users (last_login, id) INCLUDE (is_active) WHERE deleted_at IS NULL;
