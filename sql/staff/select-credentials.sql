SELECT id, password_hash, is_active FROM staff_credentials($1);
