-- allows index-concurrently: an index of a partitioned table cannot be, and this table is not yet in use
-- What happened to one sort of object, newest first, and which of it was one action.
CREATE INDEX audit_log_resource_at_idx ON audit_log (resource, at);
CREATE INDEX audit_log_resource_action_idx ON audit_log (resource, action, at);
