DO $$
DECLARE
  text text;
BEGIN
  FOR text IN SELECT definition FROM volume_indexes LOOP
    EXECUTE text;
  END LOOP;
  FOR text IN SELECT name FROM volume_audited LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER audit_row_change', text);
  END LOOP;
END
$$;
