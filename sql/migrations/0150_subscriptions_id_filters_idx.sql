-- no transaction
-- The order a client asks for when it asks for none in particular, with the filters inside.
CREATE INDEX CONCURRENTLY IF NOT EXISTS subscriptions_id_filters_idx
  ON subscriptions (id) INCLUDE (status, plan);
