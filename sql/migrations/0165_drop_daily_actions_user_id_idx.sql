-- no transaction
DROP INDEX CONCURRENTLY daily_actions_user_id_idx;
