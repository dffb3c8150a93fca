-- Sign-in providers of those without a password, and of some with one.
CREATE TEMP TABLE seed_oauth_providers ON COMMIT DROP AS
SELECT
  pg_temp.seed_id(p.joined_at, 'provider ' || p.n) AS id,
  p.id AS user_id,
  (ARRAY['google', 'google', 'apple', 'microsoft', 'github'])[pg_temp.pick(p.n, 70, 5)] AS provider,
  'demo-' || substr(md5('provider ' || p.n), 1, 20) AS provider_user_id,
  u.last_login + interval '1 hour' AS token_expires_at,
  p.joined_at
FROM seed_people AS p
JOIN users AS u USING (id)
WHERE u.password_hash IS NULL OR pg_temp.chance(p.n, 71) < 0.15;
