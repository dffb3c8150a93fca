-- allows index-concurrently: an index of a partitioned table cannot be, and this table is not yet in use
-- What one colleague revealed, say, among a hundred thousand looks.
CREATE INDEX audit_log_actor_action_idx ON audit_log (actor, action, at) WHERE actor IS NOT NULL;
