-- no transaction
-- users_living_last_login_idx, backwards.
DROP INDEX CONCURRENTLY IF EXISTS users_last_login_newest_idx;
