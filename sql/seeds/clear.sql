-- Demo people are those with an address in a domain that is reserved for examples (RFC 2606, RFC 6761):
-- no real person can have one. Children before parents: nothing here cascades, by design.
CREATE TEMP TABLE cleared_users ON COMMIT DROP AS
SELECT id FROM users WHERE email ~* '@([a-z0-9-]+\.)*example(\.(com|org|net))?$';
ALTER TABLE cleared_users ADD PRIMARY KEY (id);
ANALYZE cleared_users;

-- One event for the lot, before it: the row triggers are silent for the tables that it names.
SELECT set_config(
  'app.bulk_load',
  record_event(
    'bulk-delete', 'seeds', NULL, NULL,
    jsonb_build_object(
      'users', (SELECT count(*) FROM cleared_users),
      'resources', ARRAY[
        'audit-exports', 'gdpr-exports', 'gdpr-requests', 'organization-invitations',
        'organization-members', 'organizations', 'staff', 'subscriptions', 'team-members', 'teams',
        'user-consents', 'user-oauth-providers', 'users'
      ]
    )
  )::text,
  true
);

DELETE FROM analytics_events WHERE user_id IN (SELECT id FROM cleared_users);
DELETE FROM victory_post_interactions
WHERE user_id IN (SELECT id FROM cleared_users)
  OR post_id IN (SELECT id FROM victory_posts WHERE user_id IN (SELECT id FROM cleared_users));
DELETE FROM victory_posts WHERE user_id IN (SELECT id FROM cleared_users);
DELETE FROM action_timing_sessions WHERE user_id IN (SELECT id FROM cleared_users);
DELETE FROM daily_actions WHERE user_id IN (SELECT id FROM cleared_users);
DELETE FROM vision_time_allocations WHERE user_id IN (SELECT id FROM cleared_users);
DELETE FROM time_budget_allocations WHERE user_id IN (SELECT id FROM cleared_users);
DELETE FROM vision_ai_analyses WHERE user_id IN (SELECT id FROM cleared_users);
DELETE FROM visions WHERE user_id IN (SELECT id FROM cleared_users);
DELETE FROM user_achievements WHERE user_id IN (SELECT id FROM cleared_users);
DELETE FROM user_progress WHERE user_id IN (SELECT id FROM cleared_users);
DELETE FROM user_notifications WHERE user_id IN (SELECT id FROM cleared_users);
DELETE FROM user_notification_preferences WHERE user_id IN (SELECT id FROM cleared_users);
DELETE FROM subscriptions WHERE user_id IN (SELECT id FROM cleared_users);
DELETE FROM user_consents WHERE user_id IN (SELECT id FROM cleared_users);
DELETE FROM user_sessions WHERE user_id IN (SELECT id FROM cleared_users);
DELETE FROM user_oauth_providers WHERE user_id IN (SELECT id FROM cleared_users);
DELETE FROM team_members WHERE user_id IN (SELECT id FROM cleared_users);
DELETE FROM organization_members WHERE user_id IN (SELECT id FROM cleared_users);
DELETE FROM gdpr_exports WHERE user_id IN (SELECT id FROM cleared_users);
DELETE FROM gdpr_requests WHERE user_id IN (SELECT id FROM cleared_users);

-- Organizations that nobody is left in. One of no demo person keeps its rows.
CREATE TEMP TABLE cleared_organizations ON COMMIT DROP AS
SELECT o.id
FROM organizations AS o
WHERE NOT EXISTS (SELECT FROM organization_members AS m WHERE m.organization_id = o.id);
DELETE FROM organization_invitations
WHERE organization_id IN (SELECT id FROM cleared_organizations);
DELETE FROM teams WHERE organization_id IN (SELECT id FROM cleared_organizations);
DELETE FROM organizations WHERE id IN (SELECT id FROM cleared_organizations);
DELETE FROM achievements AS a
WHERE NOT EXISTS (SELECT FROM user_achievements AS u WHERE u.achievement_id = a.id);

CREATE TEMP TABLE cleared_staff ON COMMIT DROP AS
SELECT id FROM staff WHERE email LIKE '%@futuresync.example';
DELETE FROM staff_sessions WHERE staff_id IN (SELECT id FROM cleared_staff);
DELETE FROM audit_exports WHERE staff_id IN (SELECT id FROM cleared_staff);
DELETE FROM staff WHERE id IN (SELECT id FROM cleared_staff);
DELETE FROM users WHERE id IN (SELECT id FROM cleared_users);
