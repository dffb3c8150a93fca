-- The export of an access request. A second open one of the same person violates
-- gdpr_exports_open_key: the caller then answers with the open one.
INSERT INTO gdpr_exports (request_id, user_id) VALUES ($1, $2);
