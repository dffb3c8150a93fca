-- The data jobs. They read what an export holds: everything of a person but the secrets, which no job
-- needs (password_hash, token_hash, the tokens of providers).
GRANT SELECT ON
  user_consents, organizations, organization_members, teams, team_members, subscriptions,
  visions, vision_ai_analyses, vision_time_allocations, time_budget_allocations, daily_actions,
  action_timing_sessions, user_progress, achievements, user_achievements, victory_posts,
  victory_post_interactions, user_notifications, user_notification_preferences, analytics_events,
  gdpr_requests, gdpr_exports
  TO fs_worker;
GRANT
  SELECT (
    id, email, email_verified_at, name, display_name, avatar_url, timezone, locale, role, is_active,
    suspension_reason, suspended_at, suspended_until, restricted_at, last_login,
    onboarding_completed, trial_ends_at, created_at, updated_at, deleted_at, version
  )
  ON users TO fs_worker;
GRANT
  SELECT (
    id, user_id, provider, provider_user_id, key_id, scopes, token_expires_at, created_at,
    updated_at, version
  )
  ON user_oauth_providers TO fs_worker;
GRANT
  SELECT (id, user_id, address, agent, created_at, last_seen_at, expires_at, revoked_at)
  ON user_sessions TO fs_worker;
GRANT
  SELECT (
    id, organization_id, email, role, invited_by, accepted_by, expires_at, accepted_at, revoked_at,
    created_at
  )
  ON organization_invitations TO fs_worker;
GRANT
  SELECT (
    id, email, name, role, user_id, is_active, last_login, created_at, updated_at, version
  )
  ON staff TO fs_worker;
GRANT
  SELECT (id, staff_id, address, agent, created_at, last_seen_at, expires_at, revoked_at)
  ON staff_sessions TO fs_worker;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'users', 'user_oauth_providers', 'user_sessions', 'user_consents', 'organizations',
    'organization_members', 'organization_invitations', 'teams', 'team_members', 'subscriptions',
    'visions', 'vision_ai_analyses', 'vision_time_allocations', 'time_budget_allocations',
    'daily_actions', 'action_timing_sessions', 'user_progress', 'user_achievements', 'victory_posts',
    'victory_post_interactions', 'user_notifications', 'user_notification_preferences',
    'analytics_events', 'staff', 'staff_sessions', 'gdpr_requests', 'gdpr_exports'
  ] LOOP
    EXECUTE format('CREATE POLICY worker_reads ON %I FOR SELECT TO fs_worker USING (true)', name);
  END LOOP;
END
$$;

GRANT UPDATE (state) ON gdpr_requests TO fs_worker;
CREATE POLICY worker_edits ON gdpr_requests FOR UPDATE TO fs_worker USING (true) WITH CHECK (true);
GRANT
  UPDATE (
    status, attempt, tables_done, tables_total, current_table, rows, bytes, sha256, file_name, error,
    started_at, ready_at, expires_at, updated_at
  )
  ON gdpr_exports TO fs_worker;
CREATE POLICY worker_edits ON gdpr_exports FOR UPDATE TO fs_worker USING (true) WITH CHECK (true);

-- A suspension that has an end is lifted by a job; it can put none in place.
GRANT UPDATE (is_active, suspension_reason, suspended_at, suspended_until) ON users TO fs_worker;
CREATE POLICY worker_lifts ON users FOR UPDATE TO fs_worker
  USING (NOT is_active) WITH CHECK (is_active);
