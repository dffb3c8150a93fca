-- allows index-concurrently: an index of a partitioned table cannot be, and this table is not yet in use
-- The reasons that staff typed, of events that have one: trigrams to find a rare text by, with the day (UTC)
-- beside them, since the planner takes what it knows nothing of for rare and would read a year's hits to have
-- a day's; and the time alone, to read the newest of a common one.
--
-- What erasure leaves: an entry goes with the row's old version, at VACUUM; the key of a trigram whose last
-- entry went stays in the tree: three characters that belong to no row. An index of whole words would keep
-- names for ever. And no statistics: they would hold the commonest reasons whole, until the next ANALYZE.
CREATE FUNCTION audit_reason(pii jsonb) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT coalesce(pii ->> 'reason', pii #>> '{new,suspension_reason}') $$;

-- In an array: so GIN has it without an extension.
CREATE FUNCTION audit_day(at timestamptz) RETURNS integer[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT ARRAY[(at AT TIME ZONE 'UTC')::date - date '2000-01-01'] $$;

CREATE INDEX audit_log_reason_trgm_idx ON audit_log
  USING gin (lower(audit_reason(pii)) gin_trgm_ops, audit_day(at))
  WHERE audit_reason(pii) IS NOT NULL;
CREATE INDEX audit_log_reason_at_idx ON audit_log (at) WHERE audit_reason(pii) IS NOT NULL;
