-- $1: an argon2id hash of a password nobody knows: nobody signs in as a demo user.
INSERT INTO users (
  id, email, email_verified_at, password_hash, name, display_name, avatar_url, timezone, locale, role,
  is_active, suspension_reason, suspended_at, suspended_until, restricted_at, last_login,
  onboarding_completed, trial_ends_at, created_at, updated_at, deleted_at
)
SELECT
  p.id,
  p.mailbox || '@' || coalesce(
    own.domain,
    (ARRAY['example.com', 'example.com', 'example.org', 'example.net', 'post.example', 'familie.example'])
      [pg_temp.pick(p.n, 40, 6)]
  ),
  CASE WHEN pg_temp.chance(p.n, 41) < 0.93 THEN p.joined_at + interval '9 minutes' END,
  CASE WHEN pg_temp.chance(p.n, 42) < 0.7 THEN $1::text END,
  p.name,
  CASE WHEN pg_temp.chance(p.n, 43) < 0.6 THEN p.given END,
  CASE WHEN pg_temp.chance(p.n, 44) < 0.3 THEN 'https://avatars.example/' || p.n || '.png' END,
  p.timezone,
  p.locale,
  CASE WHEN p.n % 997 = 0 THEN 'admin' ELSE 'user' END,
  p.fate <> 'suspended',
  CASE
    WHEN p.fate = 'suspended' THEN (
      ARRAY[
        'Spam in victory posts', 'Payment disputed by the bank', 'Sign-ins from many places at once',
        'Asked for a pause by e-mail', 'Harassment reported by members'
      ]
    )[pg_temp.pick(p.n, 45, 5)]
  END,
  CASE WHEN p.fate = 'suspended' THEN p.stopped_at END,
  CASE
    WHEN p.fate = 'suspended' AND p.n % 3 <> 0
      THEN date_trunc('hour', pg_temp.moment()) + interval '1 day' * pg_temp.pick(p.n, 46, 60)
  END,
  CASE WHEN p.fate = 'restricted' THEN pg_temp.moment() - interval '1 day' * pg_temp.pick(p.n, 47, 30) END,
  coalesce(
    p.stopped_at,
    greatest(p.joined_at, pg_temp.moment() - interval '1 day' * power(pg_temp.chance(p.n, 48), 3) * 20)
  ),
  p.fate <> 'never started',
  CASE
    WHEN p.joined_at > pg_temp.moment() - interval '14 days' THEN p.joined_at + interval '14 days'
  END,
  p.joined_at,
  coalesce(p.stopped_at, p.joined_at),
  CASE WHEN p.fate = 'deleted' THEN p.stopped_at END
FROM seed_people AS p
LEFT JOIN LATERAL (
  SELECT o.slug || '.example' AS domain
  FROM seed_members AS m
  JOIN seed_organizations AS o USING (o)
  WHERE m.n = p.n AND o.size >= 20 AND pg_temp.chance(p.n, 49) < 0.7
  ORDER BY o.o
  LIMIT 1
) AS own ON true
