-- no transaction
DROP INDEX CONCURRENTLY IF EXISTS visions_user_id_idx;
