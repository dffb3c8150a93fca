-- A session or two on each device in use: the last one still open for those who are active.
INSERT INTO user_sessions (
  id, user_id, token_hash, address, agent, created_at, last_seen_at, expires_at, revoked_at
)
SELECT
  pg_temp.seed_id(s.at, 'session ' || p.n || ' ' || k),
  p.id,
  pg_temp.secret(),
  pg_temp.seed_address(p.n * 3 + k),
  (ARRAY[
    'FutureSync/4.2 (iPhone; iOS 19.1)', 'FutureSync/4.2 (Android 16; Pixel 10)',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 15_6) Firefox/145.0',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0'
  ])[pg_temp.pick(p.n * 3 + k, 72, 4)],
  s.at,
  least(pg_temp.moment(), s.at + interval '5 days' * pg_temp.chance(p.n * 3 + k, 73)),
  s.at + interval '30 days',
  CASE WHEN p.fate IN ('deleted', 'suspended') THEN p.stopped_at END
FROM seed_people AS p
JOIN users AS u USING (id)
CROSS JOIN LATERAL generate_series(1, pg_temp.pick(p.n, 74, 2)) AS k
CROSS JOIN LATERAL (
  SELECT greatest(p.joined_at, u.last_login - interval '4 days' * (k - pg_temp.chance(p.n, 75))) AS at
) AS s;

-- Terms and privacy notice by everybody; the rest is a choice, and some took it back.
INSERT INTO user_consents (
  id, user_id, purpose, document_version, granted, granted_at, withdrawn_at, created_at
)
SELECT
  pg_temp.seed_id(p.joined_at, 'consent ' || p.n || ' ' || c.purpose),
  p.id,
  c.purpose,
  CASE WHEN p.joined_at < pg_temp.moment() - interval '200 days' THEN '2025-10' ELSE '2026-05' END,
  c.required OR pg_temp.chance(p.n, c.question) < c.share,
  p.joined_at,
  CASE
    WHEN NOT c.required AND pg_temp.chance(p.n, c.question) < c.share * 0.1
      THEN p.joined_at + (pg_temp.moment() - p.joined_at) * pg_temp.chance(p.n, c.question + 100)
  END,
  p.joined_at
FROM seed_people AS p
CROSS JOIN (
  VALUES
    ('terms', true, 1.0, 80), ('privacy', true, 1.0, 81), ('marketing', false, 0.4, 82),
    ('analytics', false, 0.7, 83), ('ai_processing', false, 0.6, 84)
) AS c (purpose, required, share, question);

INSERT INTO user_notification_preferences (
  id, user_id, email_enabled, push_enabled, weekly_summary, victory_interactions, daily_reminder_at,
  created_at, updated_at
)
SELECT
  pg_temp.seed_id(joined_at, 'preferences ' || n),
  id,
  pg_temp.chance(n, 85) < 0.8,
  pg_temp.chance(n, 86) < 0.6,
  pg_temp.chance(n, 87) < 0.5,
  pg_temp.chance(n, 88) < 0.7,
  CASE WHEN pg_temp.chance(n, 89) < 0.65 THEN time '06:30' + interval '30 minutes' * pg_temp.pick(n, 90, 24) END,
  joined_at,
  joined_at
FROM seed_people
