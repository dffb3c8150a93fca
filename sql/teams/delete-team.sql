DELETE FROM teams WHERE id = $1 AND version = $2 RETURNING id;
