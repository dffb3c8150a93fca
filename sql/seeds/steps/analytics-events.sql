-- What the app reports: they came, looked at pages, opened and completed actions.
INSERT INTO analytics_events (id, at, user_id, organization_id, session_id, name, properties, address, agent, created_at)
SELECT
  pg_temp.seed_id(e.at, 'event ' || e.key),
  e.at,
  e.user_id,
  m.organization_id,
  md5('visit ' || e.user_id || e.at::date)::uuid,
  e.name,
  e.properties,
  pg_temp.seed_address(e.n),
  (ARRAY['FutureSync/4.2 (iPhone; iOS 19.1)', 'FutureSync/4.2 (Android 16; Pixel 10)', 'Mozilla/5.0 Firefox/145.0'])
    [pg_temp.pick(e.n, 170, 3)],
  e.at
FROM (
  SELECT p.n, p.id AS user_id, p.joined_at AS at, 'user.signed_up' AS name, '{}'::jsonb AS properties,
    'signed up ' || p.n AS key
  FROM seed_people AS p
  UNION ALL
  SELECT a.n, a.user_id, min(a.created_at), 'session.started', jsonb_build_object('planned', count(*)),
    'session ' || a.n || ' ' || a.date
  FROM seed_actions AS a
  GROUP BY a.n, a.user_id, a.date
  UNION ALL
  SELECT a.n, a.user_id, a.completed_at, 'action.completed', jsonb_build_object('minutes', a.actual_minutes),
    'completed ' || a.id
  FROM seed_actions AS a
  WHERE a.status = 'completed'
  UNION ALL
  SELECT a.n, a.user_id, a.created_at + interval '1 minute', 'page.viewed', '{"page": "/today"}',
    'page ' || a.id
  FROM seed_actions AS a
  WHERE pg_temp.chance(hashtextextended(a.id::text, 0), 171) < 0.2
    AND a.created_at + interval '1 minute' < pg_temp.moment()
) AS e
LEFT JOIN (
  SELECT p.id AS user_id, f.organization_id, f.joined_at
  FROM seed_people AS p
  CROSS JOIN LATERAL (
    SELECT organization_id, joined_at
    FROM organization_members
    WHERE user_id = p.id
    ORDER BY joined_at
    LIMIT 1
  ) AS f
) AS m ON m.user_id = e.user_id AND m.joined_at <= e.at
WHERE e.at >= pg_temp.moment() - interval '365 days'
ORDER BY e.at
