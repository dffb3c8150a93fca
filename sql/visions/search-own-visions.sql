SELECT id, created_at AS at, rank FROM matching_visions($1, $2);
