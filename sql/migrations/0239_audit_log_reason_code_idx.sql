-- allows index-concurrently: an index of a partitioned table cannot be, and this table is not yet in use
CREATE INDEX audit_log_reason_code_idx ON audit_log (reason_code, at) WHERE reason_code IS NOT NULL;
