-- no transaction
-- users_living_last_login_idx.
DROP INDEX CONCURRENTLY IF EXISTS users_last_login_idx;
