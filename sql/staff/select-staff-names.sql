SELECT id, name FROM staff WHERE id = ANY ($1::uuid[]);
