SELECT value, expires_at FROM read_revealed($1);
