-- A bulk load leaves an event of its transaction, whoever says app.bulk_load: the trigger itself looks for
-- it, and writes it where there is none.

-- True when the event is one of a load of these rows, and of this very transaction: a setting is anybody's to
-- forge, an event is not. Partitions: by the millisecond in the id.
CREATE FUNCTION audit_is_bulk_event(event uuid, loaded text) RETURNS boolean
  LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp
  AS $$
    SELECT EXISTS (
      SELECT FROM audit_log AS e
      WHERE e.id = event
        AND e.at >= uuidv7_time(event) AND e.at < uuidv7_time(event) + interval '1 ms'
        AND e.tx = pg_current_xact_id()
        AND e.epoch = (SELECT max(a.epoch) FROM audit_epochs AS a)
        AND e.action IN ('bulk-load', 'bulk-delete', 'rotate-keys')
        AND (e.resource = loaded OR e.details -> 'resources' ? loaded)
    )
  $$;

-- app.bulk_load is 'on', or the id of an event that tells of the load and names its tables (as resource, or
-- in details.resources). A table that no event of the transaction names gets one, at its first row; which one
-- that is stands in app.bulk_load_TABLE, so that the next row need not search.
CREATE FUNCTION audit_tell_bulk_load(loaded text, operation text) RETURNS void
  LANGUAGE plpgsql VOLATILE
  SET search_path = pg_catalog, public, pg_temp
  AS $$
DECLARE
  marker CONSTANT text := 'app.bulk_load_' || replace(loaded, '-', '_');
  told text;
BEGIN
  FOREACH told IN ARRAY ARRAY[current_setting('app.bulk_load'), current_setting(marker, true)] LOOP
    IF told ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' AND audit_is_bulk_event(told::uuid, loaded) THEN
      RETURN;
    END IF;
  END LOOP;
  PERFORM set_config(
    marker,
    append_audit_event(
      'bulk-load', loaded, NULL, NULL, jsonb_build_object('first', lower(operation)), '{}'
    )::text,
    true
  );
END
$$;

-- Arguments: resource, column of the row's id, column of the user it is about ('' for none), columns
-- shown in the clear, columns whose change alone is no event, columns whose value is kept nowhere.
-- What is in none of the lists goes to pii: a new column is personal until somebody says otherwise.
-- UTC and hex: the JSON of a row must not depend on the settings of the session that changed it.
CREATE OR REPLACE FUNCTION audit_row_change() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  SET TimeZone = 'UTC'
  SET bytea_output = 'hex'
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off
  AS $$
DECLARE
  id_column CONSTANT text := TG_ARGV[1];
  clear_columns CONSTANT text[] := TG_ARGV[3];
  quiet_columns CONSTANT text[] := TG_ARGV[4];
  secret_columns CONSTANT text[] := TG_ARGV[5];
  before jsonb;
  after jsonb;
  latest jsonb;
  changed text[];
  clear_before jsonb;
  clear_after jsonb;
  personal_before jsonb;
  personal_after jsonb;
BEGIN
  -- One event for the whole load instead of one a row.
  IF current_setting('app.bulk_load', true) ~ '^(on|[0-9a-f-]{36})$' AND caller_is_owner() THEN
    PERFORM audit_tell_bulk_load(TG_ARGV[0], TG_OP);
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    before := to_jsonb(OLD);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    after := to_jsonb(NEW);
  END IF;
  latest := coalesce(after, before);
  SELECT coalesce(array_agg(key ORDER BY key), '{}') INTO changed
  FROM jsonb_object_keys(latest) AS key
  WHERE key NOT IN ('updated_at', 'version')
    AND (key <> id_column OR TG_OP = 'UPDATE')
    AND nullif(before -> key, 'null') IS DISTINCT FROM nullif(after -> key, 'null');
  IF TG_OP = 'UPDATE' AND changed <@ quiet_columns THEN
    RETURN NULL;
  END IF;
  IF audit_erasing() THEN
    PERFORM append_audit_event(
      CASE TG_OP WHEN 'INSERT' THEN 'create' WHEN 'UPDATE' THEN 'update' ELSE 'delete' END,
      TG_ARGV[0], (latest ->> id_column)::uuid, (latest ->> TG_ARGV[2])::uuid,
      jsonb_build_object('columns', to_jsonb(changed)), '{}'
    );
    RETURN NULL;
  END IF;
  SELECT
    jsonb_object_agg(key, before -> key) FILTER (WHERE clear),
    jsonb_object_agg(key, after -> key) FILTER (WHERE clear),
    jsonb_object_agg(key, before -> key) FILTER (WHERE NOT clear),
    jsonb_object_agg(key, after -> key) FILTER (WHERE NOT clear)
  INTO clear_before, clear_after, personal_before, personal_after
  FROM (
    SELECT key, key = ANY (clear_columns) AS clear
    FROM unnest(changed) AS key
    WHERE key <> ALL (secret_columns)
  ) AS shown;
  PERFORM append_audit_event(
    CASE TG_OP WHEN 'INSERT' THEN 'create' WHEN 'UPDATE' THEN 'update' ELSE 'delete' END,
    TG_ARGV[0],
    (latest ->> id_column)::uuid,
    (latest ->> TG_ARGV[2])::uuid,
    jsonb_build_object('columns', to_jsonb(changed))
      || audit_values(TG_OP, clear_before, clear_after),
    audit_values(TG_OP, personal_before, personal_after)
  );
  RETURN NULL;
END
$$;
