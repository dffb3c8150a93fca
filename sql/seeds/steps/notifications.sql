INSERT INTO user_notifications (id, user_id, kind, title, body, action_path, read_at, created_at)
SELECT
  pg_temp.seed_id(e.at, 'notification ' || e.user_id || ' ' || e.key),
  e.user_id,
  e.kind,
  e.title,
  e.body,
  e.path,
  CASE
    WHEN pg_temp.chance(hashtextextended(e.user_id || e.key, 0), 160) < 0.75
      THEN least(pg_temp.moment(), e.at + interval '3 hours')
  END,
  e.at
-- Each arm joins the people for itself: a join above the UNION is not pushed down into one that joins,
-- which would then read everybody's rows.
FROM (
  SELECT ua.user_id, a.key, 'achievement' AS kind, 'Achievement earned: ' || a.title AS title, a.description AS body,
    '/achievements' AS path, ua.earned_at AS at
  FROM user_achievements AS ua
  JOIN achievements AS a ON a.id = ua.achievement_id
  JOIN seed_people AS p ON p.id = ua.user_id
  UNION ALL
  SELECT m.user_id, 'joined ' || m.organization_id, 'organization', 'Welcome to ' || o.name, NULL,
    '/organizations', m.joined_at
  FROM organization_members AS m
  JOIN organizations AS o ON o.id = m.organization_id
  JOIN seed_people AS p ON p.id = m.user_id
  WHERE m.invited_by IS NOT NULL
  UNION ALL
  SELECT v.user_id, 'interaction ' || i.id, 'victory', 'Somebody answered your victory', NULL,
    '/victories', i.created_at
  FROM victory_post_interactions AS i
  JOIN victory_posts AS v ON v.id = i.post_id
  JOIN seed_people AS p ON p.id = v.user_id
  UNION ALL
  SELECT g.user_id, 'streak', 'streak', 'Your streak stands at ' || g.current_streak || ' days', NULL,
    '/progress', g.updated_at
  FROM user_progress AS g
  JOIN seed_people AS p ON p.id = g.user_id
  WHERE g.current_streak >= 3
) AS e
