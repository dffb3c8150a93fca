-- no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS subscriptions_status_plan_period_idx
  ON subscriptions (status, plan, current_period_end, id);
