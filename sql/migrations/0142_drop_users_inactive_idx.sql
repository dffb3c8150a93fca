-- no transaction
-- users_suspended_created_at_idx.
DROP INDEX CONCURRENTLY IF EXISTS users_inactive_idx;
