-- One person with at least one row in every table that is about people, and an organization of their
-- own. Random ids and a name that occurs in no other person's rows, so that a leak shows.
WITH
u AS (
  INSERT INTO users (email, name, display_name, password_hash)
  VALUES ($1 || '@' || $1 || '.example', $1, $1, 'hash of ' || $1) RETURNING id
),
oauth AS (
  INSERT INTO user_oauth_providers (user_id, provider, provider_user_id)
  SELECT id, 'google', $1 FROM u
),
session AS (
  INSERT INTO user_sessions (user_id, token_hash, address, expires_at)
  SELECT id, sha256(($1 || 'session')::bytea), '203.0.113.7', now() + interval '1 day' FROM u
),
consent AS (
  INSERT INTO user_consents (user_id, purpose, document_version, granted)
  SELECT id, 'marketing', '2026-01', true FROM u
),
o AS (
  INSERT INTO organizations (slug, name) SELECT lower($1), $1 || ' Ltd' RETURNING id
),
member AS (
  INSERT INTO organization_members (organization_id, user_id, role)
  SELECT o.id, u.id, 'owner' FROM o, u RETURNING organization_id, user_id
),
invitation AS (
  INSERT INTO organization_invitations (organization_id, email, token_hash, invited_by, expires_at)
  SELECT o.id, $1 || '@' || $1 || '.example', sha256(($1 || 'invitation')::bytea), u.id,
    now() + interval '1 day'
  FROM o, u
),
team AS (
  INSERT INTO teams (organization_id, name) SELECT id, $1 || ' team' FROM o RETURNING id, organization_id
),
team_member AS (
  INSERT INTO team_members (team_id, organization_id, user_id)
  SELECT team.id, member.organization_id, member.user_id FROM team, member
),
subscription AS (
  INSERT INTO subscriptions (user_id, plan, status) SELECT id, 'pro', 'active' FROM u
),
vision AS (
  INSERT INTO visions (user_id, category, title) SELECT id, 'health', $1 || ' runs' FROM u
  RETURNING id, user_id
),
analysis AS (
  INSERT INTO vision_ai_analyses (vision_id, user_id, time_complexity, feasibility_score, model)
  SELECT id, user_id, 'low', 0.5, 'test' FROM vision
),
allocation AS (
  INSERT INTO vision_time_allocations (vision_id, user_id, week_start, planned_minutes)
  SELECT id, user_id, '2026-11-16', 60 FROM vision
),
budget AS (
  INSERT INTO time_budget_allocations (user_id, category, week_start, allocated_minutes)
  SELECT id, 'health', '2026-11-16', 60 FROM u
),
action AS (
  INSERT INTO daily_actions (user_id, vision_id, title, date)
  SELECT user_id, id, $1 || ' stretches', '2026-11-16' FROM vision RETURNING id, user_id
),
timing AS (
  INSERT INTO action_timing_sessions (action_id, user_id, started_at) SELECT id, user_id, now() FROM action
),
progress AS (
  INSERT INTO user_progress (user_id) SELECT id FROM u
),
achievement AS (
  INSERT INTO achievements (key, title, description, icon, background_color, criteria)
  VALUES ('first_' || lower($1), 'First', 'First', 'star', '#112233',
    '{"metric": "current_streak", "at_least": 1}')
  RETURNING id
),
earned AS (
  INSERT INTO user_achievements (user_id, achievement_id) SELECT u.id, achievement.id FROM u, achievement
),
post AS (
  INSERT INTO victory_posts (user_id, title) SELECT id, $1 || ' did it' FROM u RETURNING id, user_id
),
interaction AS (
  INSERT INTO victory_post_interactions (post_id, user_id, kind) SELECT id, user_id, 'like' FROM post
),
notification AS (
  INSERT INTO user_notifications (user_id, kind, title) SELECT id, 'system', 'Hello ' || $1 FROM u
),
preferences AS (
  INSERT INTO user_notification_preferences (user_id) SELECT id FROM u
),
event AS (
  INSERT INTO analytics_events (user_id, name) SELECT id, 'page.viewed' FROM u
),
colleague AS (
  INSERT INTO staff (email, name, role, password_hash, user_id)
  SELECT $1 || '@staff.example', $1, 'support', 'hash of ' || $1, id FROM u RETURNING id
),
staff_session AS (
  INSERT INTO staff_sessions (staff_id, token_hash, expires_at)
  SELECT id, sha256(($1 || 'staff')::bytea), now() + interval '1 day' FROM colleague
),
request AS (
  INSERT INTO gdpr_requests (user_id, type, channel) SELECT id, 'access', 'token' FROM u
  RETURNING id, user_id
),
export AS (
  INSERT INTO gdpr_exports (request_id, user_id) SELECT id, user_id FROM request
),
trail_export AS (
  INSERT INTO audit_exports (staff_id, role, format, filter, subject_id, actor_id)
  SELECT colleague.id, 'auditor', 'csv', '{}', u.id, u.id FROM colleague, u
)
SELECT u.id AS user_id, o.id AS organization_id, colleague.id AS staff_id, request.id AS request_id
FROM u, o, colleague, request;
