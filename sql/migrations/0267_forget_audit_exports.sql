-- An erasure takes what exports of the trail hold for the person's sake: their file, and whom they name.

-- Ready ones expire at once (expire-exports deletes the file); open ones fail, since without the name they
-- would export what nobody asked for. Answers how many named the person. The events of it name columns alone.
CREATE FUNCTION forget_audit_exports(person uuid) RETURNS integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off
  AS $$
DECLARE
  named integer;
BEGIN
  PERFORM set_config('app.erasing', 'on', true);
  UPDATE audit_exports AS e
  SET subject_id = nullif(e.subject_id, person),
    actor_id = nullif(e.actor_id, person),
    filter = CASE WHEN e.filter ->> 'resource_id' = person::text THEN e.filter - 'resource_id' ELSE e.filter END,
    status = CASE WHEN e.status IN ('queued', 'running') THEN 'failed' ELSE e.status END,
    error = CASE WHEN e.status IN ('queued', 'running') THEN 'The person whom it was about is erased.' ELSE e.error END,
    expires_at = CASE WHEN e.status = 'ready' THEN least(e.expires_at, now()) ELSE e.expires_at END,
    phase = CASE WHEN e.status = 'running' THEN NULL ELSE e.phase END,
    updated_at = now()
  WHERE e.subject_id = person OR e.actor_id = person OR e.filter ->> 'resource_id' = person::text;
  GET DIAGNOSTICS named = ROW_COUNT;
  RETURN named;
END
$$;
GRANT EXECUTE ON FUNCTION forget_audit_exports(uuid) TO fs_worker;

-- Statistics hold the commonest values whole, until the next ANALYZE.
ALTER TABLE audit_exports
  ALTER COLUMN subject_id SET STATISTICS 0,
  ALTER COLUMN actor_id SET STATISTICS 0,
  ALTER COLUMN filter SET STATISTICS 0;
