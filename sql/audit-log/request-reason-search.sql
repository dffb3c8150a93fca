SELECT request_reason_search($1, $2) AS grant_id;
