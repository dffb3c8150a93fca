-- $1: how many. Empty, but with ids of their own, for events that are not written one by one.
DO $$
BEGIN
  FOR turn IN 1 .. $1 LOOP
    PERFORM pg_current_xact_id();
    COMMIT;
  END LOOP;
END
$$;
