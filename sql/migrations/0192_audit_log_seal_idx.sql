-- The order of seals, with the leaf inside: an interval is read from the index alone. The parent's, which
-- holds nothing; 0193 makes those of the partitions.
CREATE INDEX audit_log_seal_idx ON ONLY audit_log (epoch, tx, seq) INCLUDE (leaf);
