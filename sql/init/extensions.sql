-- Run by db:init as the administrator. Both are trusted extensions of the contrib set.
-- Names and e-mail addresses are searched by infix.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
-- The salt of each audit event: gen_random_bytes().
CREATE EXTENSION IF NOT EXISTS pgcrypto;
