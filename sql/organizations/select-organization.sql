SELECT id, name, slug, verified_domain, logo_url, plan, status, max_members, settings, branding, created_at,
  updated_at, deleted_at, version
FROM organizations
WHERE id = $1;
