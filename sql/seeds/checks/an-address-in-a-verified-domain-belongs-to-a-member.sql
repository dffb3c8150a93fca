SELECT count(*)
FROM users AS u
JOIN organizations AS o ON o.verified_domain = split_part(u.email, '@', 2)
WHERE NOT EXISTS (
  SELECT FROM organization_members AS m WHERE m.organization_id = o.id AND m.user_id = u.id
)
