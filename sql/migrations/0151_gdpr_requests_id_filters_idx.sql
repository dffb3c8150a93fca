-- no transaction
-- As for subscriptions.
CREATE INDEX CONCURRENTLY IF NOT EXISTS gdpr_requests_id_filters_idx
  ON gdpr_requests (id) INCLUDE (state, type);
