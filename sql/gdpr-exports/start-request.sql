UPDATE gdpr_requests SET state = 'executing' WHERE id = $1 AND state = 'received';
