SELECT count(*)
FROM organizations AS o
WHERE o.max_members < (SELECT count(*) FROM organization_members AS m WHERE m.organization_id = o.id)
