SELECT count(*)::int AS members FROM organization_members WHERE organization_id = $1;
