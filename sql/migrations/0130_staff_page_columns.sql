-- The columns by which staff choose a page of people. Rows are read by id through the masked view,
-- which is a barrier and keeps ORDER BY … LIMIT from the index; these columns name nobody.
GRANT SELECT (id, is_active, created_at, last_login, deleted_at)
  ON users TO fs_support, fs_compliance, fs_dpo, fs_admin;
CREATE POLICY staff_reads ON users FOR SELECT TO fs_compliance, fs_dpo, fs_admin USING (true);

GRANT SELECT (id, organization_id, role, expires_at, accepted_at, revoked_at, created_at)
  ON organization_invitations TO fs_support, fs_compliance, fs_dpo, fs_admin;
CREATE POLICY staff_reads ON organization_invitations FOR SELECT
  TO fs_support, fs_compliance, fs_dpo, fs_admin USING (true);

GRANT SELECT (is_active, last_login, created_at) ON staff TO fs_auditor, fs_admin;
