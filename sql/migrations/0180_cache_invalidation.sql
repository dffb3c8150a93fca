-- Processes keep what is read often and changes rarely (sql/cache/README.md). A change tells them by one
-- NOTIFY a statement: only for tables that people change now and then. On a hot table it would halve
-- the throughput, since commits with a NOTIFY queue behind one lock. Argument: topic.
CREATE FUNCTION notify_cache() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp
  AS $$
BEGIN
  PERFORM pg_notify('cache', TG_ARGV[0]);
  RETURN NULL;
END
$$;

CREATE TRIGGER notify_cache AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON staff_permissions
  FOR EACH STATEMENT EXECUTE FUNCTION notify_cache('staff-permissions');
