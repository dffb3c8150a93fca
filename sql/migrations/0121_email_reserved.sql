-- A person who deletes their account may come back until the erasure is done: until then nobody else
-- takes their address. A column, because the predicate of an index cannot ask another table.
ALTER TABLE users ADD COLUMN email_reserved boolean NOT NULL DEFAULT false;
ALTER TABLE users
  ADD CONSTRAINT users_reserved_when_deleted CHECK (deleted_at IS NOT NULL OR NOT email_reserved)
  NOT VALID;
-- The export of a person holds it.
GRANT SELECT (email_reserved) ON users TO fs_worker;
