INSERT INTO organizations (
  id, slug, name, verified_domain, logo_url, plan, status, max_members, settings, branding,
  created_at, updated_at
)
SELECT
  id,
  slug,
  name,
  CASE WHEN size >= 20 THEN slug || '.example' END,
  CASE WHEN size >= 10 THEN 'https://logos.example/' || slug || '.svg' END,
  CASE WHEN size >= 50 THEN 'enterprise' WHEN size >= 5 THEN 'pro' ELSE 'free' END,
  CASE
    WHEN founded_at > pg_temp.moment() - interval '30 days' THEN 'trial'
    WHEN pg_temp.chance(o, 50) < 0.05 THEN 'suspended'
    WHEN pg_temp.chance(o, 50) < 0.08 THEN 'canceled'
    ELSE 'active'
  END,
  CASE WHEN size > 100 THEN 500 WHEN size > 25 THEN 250 WHEN size > 5 THEN 50 ELSE 10 END,
  jsonb_build_object(
    'auto_join', size >= 20, 'default_role', 'member', 'week_starts_on', pg_temp.pick(o, 51, 2) - 1
  ),
  jsonb_build_object(
    'primary_color', '#' || substr(md5('primary ' || o), 1, 6),
    'accent_color', '#' || substr(md5('accent ' || o), 1, 6)
  ),
  founded_at,
  founded_at
FROM seed_organizations
