-- no transaction
-- organization_members_created_at_role_idx.
DROP INDEX CONCURRENTLY IF EXISTS organization_members_created_at_idx;
