-- Staff, as the table "Who may do what" says. Columns are granted one by one where a table holds
-- something that a role must not read.
GRANT SELECT ON masked_users, masked_organization_invitations
  TO fs_support, fs_compliance, fs_dpo, fs_admin;
GRANT EXECUTE ON FUNCTION search_users(text, integer)
  TO fs_support, fs_compliance, fs_dpo, fs_admin;
GRANT SELECT ON organizations, organization_members, teams, team_members, subscriptions
  TO fs_support, fs_compliance, fs_dpo, fs_admin;
CREATE POLICY staff_reads ON organizations FOR SELECT
  TO fs_support, fs_compliance, fs_dpo, fs_admin USING (true);
CREATE POLICY staff_reads ON organization_members FOR SELECT
  TO fs_support, fs_compliance, fs_dpo, fs_admin USING (true);
CREATE POLICY staff_reads ON teams FOR SELECT
  TO fs_support, fs_compliance, fs_dpo, fs_admin USING (true);
CREATE POLICY staff_reads ON team_members FOR SELECT
  TO fs_support, fs_compliance, fs_dpo, fs_admin USING (true);
CREATE POLICY staff_reads ON subscriptions FOR SELECT
  TO fs_support, fs_compliance, fs_dpo, fs_admin USING (true);

GRANT SELECT ON user_progress TO fs_support, fs_compliance, fs_dpo, fs_admin;
CREATE POLICY staff_reads ON user_progress FOR SELECT
  TO fs_support, fs_compliance, fs_dpo, fs_admin USING (true);

-- Editing a profile and suspending. The columns to read are those an UPDATE's WHERE names; what the
-- row holds is read through masked_users.
GRANT
  SELECT (id, is_active, deleted_at, updated_at, version),
  UPDATE (
    name, display_name, avatar_url, timezone, locale,
    is_active, suspension_reason, suspended_at, suspended_until
  )
  ON users TO fs_support;
CREATE POLICY support_reads ON users FOR SELECT TO fs_support USING (true);
-- The deleted stay as they are until they are erased.
CREATE POLICY support_edits ON users FOR UPDATE TO fs_support
  USING (deleted_at IS NULL) WITH CHECK (deleted_at IS NULL);

GRANT INSERT (organization_id, user_id, role), UPDATE (role), DELETE
  ON organization_members TO fs_support;
CREATE POLICY support_adds ON organization_members FOR INSERT TO fs_support WITH CHECK (true);
CREATE POLICY support_edits ON organization_members FOR UPDATE TO fs_support
  USING (true) WITH CHECK (true);
CREATE POLICY support_removes ON organization_members FOR DELETE TO fs_support USING (true);

GRANT UPDATE (name, logo_url, plan, status, max_members, settings, branding)
  ON organizations TO fs_admin;
CREATE POLICY admin_edits ON organizations FOR UPDATE TO fs_admin
  USING (deleted_at IS NULL) WITH CHECK (deleted_at IS NULL);
GRANT UPDATE (role) ON organization_members TO fs_admin;
CREATE POLICY admin_edits ON organization_members FOR UPDATE TO fs_admin
  USING (true) WITH CHECK (true);
GRANT UPDATE (name, description) ON teams TO fs_admin;
CREATE POLICY admin_edits ON teams FOR UPDATE TO fs_admin USING (true) WITH CHECK (true);

-- GDPR requests. `state` is in no INSERT: a request starts as received.
GRANT SELECT ON gdpr_requests, gdpr_exports TO fs_support, fs_compliance, fs_dpo, fs_auditor;
GRANT
  INSERT (user_id, type, channel, received_on, created_by_staff, note)
  ON gdpr_requests TO fs_support, fs_compliance, fs_dpo;
GRANT INSERT (request_id, user_id) ON gdpr_exports TO fs_support, fs_compliance, fs_dpo;
CREATE POLICY staff_reads ON gdpr_requests FOR SELECT
  TO fs_support, fs_compliance, fs_dpo, fs_auditor USING (true);
CREATE POLICY staff_reads ON gdpr_exports FOR SELECT
  TO fs_support, fs_compliance, fs_dpo, fs_auditor USING (true);
-- In one's own name only: who filed a request is part of the four eyes.
CREATE POLICY staff_files ON gdpr_requests FOR INSERT TO fs_support, fs_compliance, fs_dpo
  WITH CHECK (created_by_staff = nullif(current_setting('app.actor_id', true), '')::uuid);
CREATE POLICY staff_files ON gdpr_exports FOR INSERT TO fs_support, fs_compliance, fs_dpo
  WITH CHECK (true);

-- Colleagues have names; everything else of them is read by those who manage or audit them.
GRANT SELECT (id, name, role) ON staff TO fs_support, fs_compliance, fs_dpo, fs_auditor, fs_admin;
CREATE POLICY staff_reads ON staff FOR SELECT
  TO fs_support, fs_compliance, fs_dpo, fs_auditor, fs_admin USING (true);
GRANT SELECT ON masked_staff TO fs_auditor, fs_admin;
GRANT SELECT ON staff_roles, staff_permissions
  TO fs_support, fs_compliance, fs_dpo, fs_sre, fs_auditor, fs_admin;
