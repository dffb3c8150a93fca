-- One index for each order and each range filter that a list offers, ended by the id so that rows of
-- one moment keep their place from page to page. Lists leave deleted users out.
CREATE INDEX users_created_at_idx ON users (created_at, id);
CREATE INDEX users_last_login_idx ON users (last_login, id);
-- Newest first, and who never came at the end.
CREATE INDEX users_last_login_newest_idx ON users (last_login DESC NULLS LAST, id DESC);
-- The suspended and the deleted are few; active and living is nearly everybody.
CREATE INDEX users_inactive_idx ON users (created_at, id) WHERE NOT is_active;
CREATE INDEX users_deleted_idx ON users (created_at, id) WHERE deleted_at IS NOT NULL;

CREATE INDEX organizations_name_idx ON organizations (name, id);
CREATE INDEX organizations_created_at_idx ON organizations (created_at, id);
CREATE INDEX organizations_plan_idx ON organizations (plan, name, id);
CREATE INDEX organizations_status_idx ON organizations (status, name, id);
CREATE INDEX organizations_search_idx ON organizations
  USING gin (lower(name) gin_trgm_ops, slug gin_trgm_ops);

CREATE INDEX organization_members_created_at_idx ON organization_members (created_at, id);
CREATE INDEX organization_members_organization_id_idx
  ON organization_members (organization_id, created_at, id);
CREATE INDEX organization_members_role_idx ON organization_members (role, created_at, id)
  WHERE role <> 'member';
CREATE INDEX team_members_team_id_idx ON team_members (team_id, created_at, id);

CREATE INDEX subscriptions_created_at_idx ON subscriptions (created_at, id);
CREATE INDEX subscriptions_current_period_end_idx ON subscriptions (current_period_end, id);
CREATE INDEX subscriptions_current_period_end_newest_idx
  ON subscriptions (current_period_end DESC NULLS LAST, id DESC);
CREATE INDEX subscriptions_status_idx ON subscriptions (status, created_at, id);
CREATE INDEX subscriptions_plan_idx ON subscriptions (plan, created_at, id);

CREATE INDEX gdpr_requests_created_at_idx ON gdpr_requests (created_at, id);
CREATE INDEX gdpr_requests_received_on_idx ON gdpr_requests (received_on, id);
CREATE INDEX gdpr_requests_state_idx ON gdpr_requests (state, created_at, id);
CREATE INDEX gdpr_requests_type_idx ON gdpr_requests (type, created_at, id);
