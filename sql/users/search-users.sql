SELECT id, truncated FROM search_users($1, $2);
