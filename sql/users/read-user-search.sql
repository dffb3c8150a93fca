SELECT id, truncated FROM read_user_search($1, $2);
