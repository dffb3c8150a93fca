-- no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS subscriptions_status_plan_idx
  ON subscriptions (status, plan, created_at, id);
