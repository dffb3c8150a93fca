-- no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS gdpr_requests_state_received_on_idx
  ON gdpr_requests (state, received_on, id);
