SELECT request_search($1, $2, $3) AS grant_id;
