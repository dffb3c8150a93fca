-- no transaction
-- subscriptions_current_period_end_idx, backwards: those without a period are read after the others.
DROP INDEX CONCURRENTLY IF EXISTS subscriptions_current_period_end_newest_idx;
