UPDATE gdpr_requests SET state = 'completed' WHERE id = $1 AND state = 'executing' RETURNING id;
