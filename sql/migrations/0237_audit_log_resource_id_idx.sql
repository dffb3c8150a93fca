-- allows index-concurrently: an index of a partitioned table cannot be, and this table is not yet in use
-- allows drop-index-concurrently: nor can its removal
-- The history of one row, whatever its sort: ids are unique over all of them. With the two before it replaces
-- (resource, resource_id, at).
CREATE INDEX audit_log_resource_id_idx ON audit_log (resource_id, at) WHERE resource_id IS NOT NULL;
DROP INDEX audit_log_resource_idx;
