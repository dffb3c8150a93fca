-- THE list of audited tables. Left out on purpose: the high-volume product tables, sessions (their
-- sign-ins are events), and what names no person and no right. A test compares the lists with the
-- catalogue of personal data: in the clear is exactly its class "none", secret its class "secret".
DO $$
DECLARE
  audited record;
BEGIN
  FOR audited IN
    SELECT * FROM (VALUES
      ('users', 'users', 'id', 'id',
        '{created_at,deleted_at,is_active,role,suspended_at,suspended_until}',
        '{last_login}', '{password_hash}'),
      ('user_oauth_providers', 'user-oauth-providers', 'id', 'user_id',
        '{created_at,key_id,scopes,token_expires_at}', '{}', '{access_token,refresh_token}'),
      ('user_consents', 'user-consents', 'id', 'user_id', '{created_at,document_version}', '{}', '{}'),
      ('organizations', 'organizations', 'id', '',
        '{branding,created_at,deleted_at,logo_url,max_members,name,plan,settings,slug,status,verified_domain}',
        '{}', '{}'),
      ('organization_members', 'organization-members', 'id', 'user_id',
        '{created_at,joined_at,organization_id,role}', '{}', '{}'),
      ('organization_invitations', 'organization-invitations', 'id', '',
        '{accepted_at,created_at,expires_at,organization_id,revoked_at,role}', '{}', '{token_hash}'),
      ('teams', 'teams', 'id', '', '{created_at,name,organization_id}', '{}', '{}'),
      ('team_members', 'team-members', 'id', 'user_id',
        '{created_at,organization_id,role,team_id}', '{}', '{}'),
      ('subscriptions', 'subscriptions', 'id', 'user_id', '{created_at,plan,status}', '{}', '{}'),
      ('staff', 'staff', 'id', 'user_id',
        '{created_at,is_active,role}', '{last_login}', '{password_hash}'),
      ('staff_permissions', 'staff-permissions', '', '', '{created_at,resource,role,verb}', '{}', '{}'),
      ('gdpr_requests', 'gdpr-requests', 'id', 'user_id',
        '{channel,created_at,received_on,state,type}', '{}', '{}'),
      -- Progress ticks every second: figures that change alone are no event, a new status tells
      -- them. The file bears the request's id in its name.
      ('gdpr_exports', 'gdpr-exports', 'request_id', 'user_id',
        '{attempt,bytes,created_at,current_table,error,expires_at,ready_at,rows,sha256,started_at,status,tables_done,tables_total}',
        '{attempt,bytes,current_table,rows,started_at,tables_done,tables_total}', '{}')
    ) AS tables (name, resource, id_column, subject_column, clear, quiet, secret)
  LOOP
    EXECUTE format(
      'CREATE TRIGGER audit_row_change AFTER INSERT OR UPDATE OR DELETE ON %I
         FOR EACH ROW EXECUTE FUNCTION audit_row_change(%L, %L, %L, %L, %L, %L)',
      audited.name, audited.resource, audited.id_column, audited.subject_column,
      audited.clear, audited.quiet, audited.secret
    );
    EXECUTE format(
      'CREATE TRIGGER audit_truncate AFTER TRUNCATE ON %I
         FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate(%L)',
      audited.name, audited.resource
    );
    -- Also under session_replication_role = replica, which a restore or a superuser may set.
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER audit_row_change', audited.name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER audit_truncate', audited.name);
  END LOOP;
END
$$;
