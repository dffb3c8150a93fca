SELECT request_reveal($1, $2, $3, $4, $5, $6) AS grant_id;
