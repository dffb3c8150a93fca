-- no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS subscriptions_plan_period_idx
  ON subscriptions (plan, current_period_end, id);
