-- no transaction
-- Takes the place of users_email_key, which stands until this one does: unique among the living and
-- the reserved; also the prefix search, since "living" implies the predicate.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS users_email_taken_key ON users ((lower(email) COLLATE "C"))
  WHERE deleted_at IS NULL OR email_reserved;
