-- no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS subscriptions_status_period_idx
  ON subscriptions (status, current_period_end, id);
