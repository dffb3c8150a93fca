-- no transaction
DROP INDEX CONCURRENTLY visions_user_id_idx;
