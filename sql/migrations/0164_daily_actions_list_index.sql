-- no transaction
-- As for the visions; it replaces (user_id, date).
CREATE INDEX CONCURRENTLY IF NOT EXISTS daily_actions_list_idx
  ON daily_actions (user_id, date, id) INCLUDE (deleted_at);
