-- The app's users: their own rows, and only of what the API offers them. The predicate is spelled out
-- and bare: in a sub-select current_setting() ruins the estimates (measured: 500 times).
GRANT
  SELECT (
    id, email, email_verified_at, name, display_name, avatar_url, timezone, locale, role, is_active,
    suspension_reason, suspended_at, suspended_until, restricted_at, last_login,
    onboarding_completed, trial_ends_at, created_at, updated_at, deleted_at, version
  ),
  UPDATE (name, display_name, avatar_url, timezone, locale, onboarding_completed)
  ON users TO fs_member;
CREATE POLICY member_reads ON users FOR SELECT TO fs_member
  USING (id = nullif(current_setting('app.actor_id', true), '')::uuid);
CREATE POLICY member_edits ON users FOR UPDATE TO fs_member
  USING (
    id = nullif(current_setting('app.actor_id', true), '')::uuid
    AND is_active AND deleted_at IS NULL
  )
  WITH CHECK (id = nullif(current_setting('app.actor_id', true), '')::uuid);

GRANT SELECT ON subscriptions, user_progress, organization_members TO fs_member;
CREATE POLICY member_reads ON subscriptions FOR SELECT TO fs_member
  USING (user_id = nullif(current_setting('app.actor_id', true), '')::uuid);
CREATE POLICY member_reads ON user_progress FOR SELECT TO fs_member
  USING (user_id = nullif(current_setting('app.actor_id', true), '')::uuid);
CREATE POLICY member_reads ON organization_members FOR SELECT TO fs_member
  USING (user_id = nullif(current_setting('app.actor_id', true), '')::uuid);

GRANT SELECT (id, slug, name, logo_url, status, created_at, deleted_at)
  ON organizations TO fs_member;
CREATE POLICY member_reads ON organizations FOR SELECT TO fs_member
  USING (
    id IN (
      SELECT m.organization_id
      FROM organization_members AS m
      WHERE m.user_id = nullif(current_setting('app.actor_id', true), '')::uuid
    )
  );

GRANT SELECT, INSERT (user_id, type, channel, created_by_staff, note)
  ON gdpr_requests TO fs_member;
CREATE POLICY member_reads ON gdpr_requests FOR SELECT TO fs_member
  USING (user_id = nullif(current_setting('app.actor_id', true), '')::uuid);
CREATE POLICY member_files ON gdpr_requests FOR INSERT TO fs_member
  WITH CHECK (
    user_id = nullif(current_setting('app.actor_id', true), '')::uuid AND channel = 'token'
  );
GRANT SELECT, INSERT (request_id, user_id) ON gdpr_exports TO fs_member;
CREATE POLICY member_reads ON gdpr_exports FOR SELECT TO fs_member
  USING (user_id = nullif(current_setting('app.actor_id', true), '')::uuid);
CREATE POLICY member_files ON gdpr_exports FOR INSERT TO fs_member
  WITH CHECK (user_id = nullif(current_setting('app.actor_id', true), '')::uuid);

-- Administrators of an organization: who belongs to it. Never what its members plan or do.
GRANT SELECT ON organizations, organization_members, teams, team_members TO fs_org_admin;
GRANT
  SELECT (
    id, organization_id, email, role, invited_by, accepted_by, expires_at, accepted_at, revoked_at,
    created_at
  )
  ON organization_invitations TO fs_org_admin;
CREATE POLICY org_admin_reads ON organizations FOR SELECT TO fs_org_admin
  USING (id = nullif(current_setting('app.org_id', true), '')::uuid);
CREATE POLICY org_admin_reads ON organization_members FOR SELECT TO fs_org_admin
  USING (organization_id = nullif(current_setting('app.org_id', true), '')::uuid);
CREATE POLICY org_admin_reads ON teams FOR SELECT TO fs_org_admin
  USING (organization_id = nullif(current_setting('app.org_id', true), '')::uuid);
CREATE POLICY org_admin_reads ON team_members FOR SELECT TO fs_org_admin
  USING (organization_id = nullif(current_setting('app.org_id', true), '')::uuid);
CREATE POLICY org_admin_reads ON organization_invitations FOR SELECT TO fs_org_admin
  USING (organization_id = nullif(current_setting('app.org_id', true), '')::uuid);
