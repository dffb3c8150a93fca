-- no transaction
-- users_living_created_at_idx.
DROP INDEX CONCURRENTLY IF EXISTS users_created_at_idx;
