SELECT open_staff_session($1, $2, now() + make_interval(hours => $3), $4, $5) AS id;
