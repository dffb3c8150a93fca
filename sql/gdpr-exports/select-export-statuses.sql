SELECT request_id, status FROM gdpr_exports WHERE request_id = ANY ($1::uuid[]);
