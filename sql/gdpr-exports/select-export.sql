SELECT status, attempt FROM gdpr_exports WHERE request_id = $1;
