-- The claim of a token names an organization (app.org_id); whether the person administers it is asked
-- here, now, by every policy: a demoted administrator sees nothing with a token that is still valid.
-- Answers the roles they may give, change and take away; NULL when they administer nothing: who is no
-- owner or administrator, suspended or deleted, or whose organization is.
CREATE FUNCTION administered_roles() RETURNS text[]
  LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER COST 1000
  SET search_path = pg_catalog, public, pg_temp
  AS $$
    -- An administrator is not above an owner.
    SELECT CASE m.role
      WHEN 'owner' THEN ARRAY['owner', 'admin', 'member']
      WHEN 'admin' THEN ARRAY['admin', 'member']
    END
    FROM organization_members AS m
    JOIN organizations AS o ON o.id = m.organization_id AND o.deleted_at IS NULL
    JOIN users AS u ON u.id = m.user_id AND u.is_active AND u.deleted_at IS NULL
    WHERE m.organization_id = nullif(current_setting('app.org_id', true), '')::uuid
      AND m.user_id = nullif(current_setting('app.actor_id', true), '')::uuid
  $$;

-- STABLE, so that the planner knows the id it compares with and uses an index led by it. COST: ten pages
-- are read, so that it is asked once, for the index, and not at every row.
CREATE FUNCTION administered_organization() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER COST 1000
  SET search_path = pg_catalog, public, pg_temp
  AS $$
    SELECT nullif(current_setting('app.org_id', true), '')::uuid
    WHERE administered_roles() IS NOT NULL
  $$;
GRANT EXECUTE ON FUNCTION administered_roles(), administered_organization() TO fs_org_admin;

ALTER POLICY org_admin_reads ON organizations USING (id = administered_organization());
ALTER POLICY org_admin_reads ON organization_members
  USING (organization_id = administered_organization());
ALTER POLICY org_admin_reads ON teams USING (organization_id = administered_organization());
ALTER POLICY org_admin_reads ON team_members USING (organization_id = administered_organization());
ALTER POLICY org_admin_reads ON organization_invitations
  USING (organization_id = administered_organization());

-- By what members know each other. No address, nothing else of a person; a deleted one has no name.
CREATE VIEW organization_member_names WITH (security_barrier = true) AS
SELECT m.user_id, coalesce(u.display_name, u.name) AS name
FROM organization_members AS m
JOIN users AS u ON u.id = m.user_id AND u.deleted_at IS NULL
WHERE m.organization_id = administered_organization();
GRANT SELECT ON organization_member_names TO fs_org_admin;

GRANT UPDATE (role), DELETE ON organization_members TO fs_org_admin;
CREATE POLICY org_admin_edits ON organization_members FOR UPDATE TO fs_org_admin
  USING (organization_id = administered_organization() AND role = ANY (administered_roles()))
  WITH CHECK (organization_id = administered_organization() AND role = ANY (administered_roles()));
CREATE POLICY org_admin_removes ON organization_members FOR DELETE TO fs_org_admin
  USING (organization_id = administered_organization() AND role = ANY (administered_roles()));

GRANT INSERT (organization_id, name, description), UPDATE (name, description), DELETE
  ON teams TO fs_org_admin;
CREATE POLICY org_admin_adds ON teams FOR INSERT TO fs_org_admin
  WITH CHECK (organization_id = administered_organization());
CREATE POLICY org_admin_edits ON teams FOR UPDATE TO fs_org_admin
  USING (organization_id = administered_organization())
  WITH CHECK (organization_id = administered_organization());
CREATE POLICY org_admin_removes ON teams FOR DELETE TO fs_org_admin
  USING (organization_id = administered_organization());
-- With the team.
GRANT DELETE ON team_members TO fs_org_admin;
CREATE POLICY org_admin_removes ON team_members FOR DELETE TO fs_org_admin
  USING (organization_id = administered_organization());

GRANT
  INSERT (organization_id, email, role, token_hash, invited_by, expires_at),
  UPDATE (revoked_at)
  ON organization_invitations TO fs_org_admin;
CREATE POLICY org_admin_invites ON organization_invitations FOR INSERT TO fs_org_admin
  WITH CHECK (
    organization_id = administered_organization() AND role = ANY (administered_roles())
    AND invited_by = nullif(current_setting('app.actor_id', true), '')::uuid
  );
CREATE POLICY org_admin_revokes ON organization_invitations FOR UPDATE TO fs_org_admin
  USING (
    organization_id = administered_organization() AND role = ANY (administered_roles())
    AND accepted_at IS NULL AND revoked_at IS NULL
  )
  WITH CHECK (organization_id = administered_organization() AND revoked_at = now());
