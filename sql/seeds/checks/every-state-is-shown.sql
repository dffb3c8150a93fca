-- The demo has something of everything a person may want to try.
SELECT
  5 - (SELECT count(DISTINCT status) FROM subscriptions)
  + 3 - (SELECT count(DISTINCT plan) FROM subscriptions)
  + 3 - (SELECT count(DISTINCT role) FROM organization_members)
  + (SELECT count(*) = 0 FROM users WHERE NOT is_active AND suspended_until > now())::int
  + (SELECT count(*) = 0 FROM users WHERE deleted_at IS NOT NULL)::int
  + (SELECT count(*) = 0 FROM users WHERE restricted_at IS NOT NULL)::int
  AS count
