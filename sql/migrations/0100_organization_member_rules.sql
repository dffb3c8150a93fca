-- Two rules that only the whole table can tell, checked once a statement with the organization's row
-- locked, so that two requests at once cannot both pass. A 409 of the API, by the constraint's name.
CREATE FUNCTION check_organization_size() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$
DECLARE
  too_full uuid;
BEGIN
  PERFORM FROM organizations AS o
  WHERE o.id IN (SELECT a.organization_id FROM added AS a)
  ORDER BY o.id
  FOR NO KEY UPDATE;
  SELECT o.id INTO too_full
  FROM organizations AS o
  WHERE o.id IN (SELECT a.organization_id FROM added AS a)
    AND o.max_members < (SELECT count(*) FROM organization_members AS m WHERE m.organization_id = o.id)
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'organization % has no room for another member', too_full
      USING ERRCODE = 'check_violation', CONSTRAINT = 'organization_members_fit';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER check_organization_size AFTER INSERT ON organization_members
  REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION check_organization_size();

-- While anybody is in an organization, somebody owns it. The last member of all may leave.
CREATE FUNCTION check_organization_owner() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$
DECLARE
  orphaned uuid;
BEGIN
  PERFORM FROM organizations AS o
  WHERE o.id IN (SELECT b.organization_id FROM before AS b WHERE b.role = 'owner')
  ORDER BY o.id
  FOR NO KEY UPDATE;
  SELECT m.organization_id INTO orphaned
  FROM organization_members AS m
  WHERE m.organization_id IN (SELECT b.organization_id FROM before AS b WHERE b.role = 'owner')
  GROUP BY m.organization_id
  HAVING count(*) FILTER (WHERE m.role = 'owner') = 0
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'organization % would be left without an owner', orphaned
      USING ERRCODE = 'check_violation', CONSTRAINT = 'organization_keeps_owner';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER check_organization_owner AFTER DELETE ON organization_members
  REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION check_organization_owner();
CREATE TRIGGER check_organization_owner_changed AFTER UPDATE ON organization_members
  REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION check_organization_owner();
