-- no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS teams_name_idx ON teams (name, id);
