SELECT id, created_at AS at, rank FROM read_vision_search($1);
