-- no transaction
DROP INDEX CONCURRENTLY IF EXISTS daily_actions_user_id_idx;
