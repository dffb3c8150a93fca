SELECT id, name, email, role FROM staff_by_session($1);
