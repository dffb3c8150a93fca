-- no transaction
-- The order a client asks for when it asks for none in particular, with the filters inside.
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_id_filters_idx
  ON users (id) INCLUDE (is_active, deleted_at);
