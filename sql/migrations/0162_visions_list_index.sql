-- no transaction
-- One index for the list of a person, its order, its count and whether deleted ones are among them, all
-- without the rows themselves (an index-only scan), and for the search. It replaces (user_id, created_at).
CREATE INDEX CONCURRENTLY IF NOT EXISTS visions_list_idx ON visions (user_id, created_at, id) INCLUDE (deleted_at);
