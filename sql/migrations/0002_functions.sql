-- Native from PostgreSQL 18 on. Before, this one: 48 bits of milliseconds, version and variant as
-- RFC 9562 says, the rest random.
DO $do$
BEGIN
  IF current_setting('server_version_num')::int < 180000 THEN
    CREATE FUNCTION uuidv7() RETURNS uuid
      LANGUAGE sql VOLATILE PARALLEL SAFE
      AS $$
        SELECT encode(
          set_bit(
            set_bit(
              overlay(
                uuid_send(gen_random_uuid())
                PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
                FROM 1 FOR 6
              ),
              52, 1
            ),
            53, 1
          ),
          'hex'
        )::uuid
      $$;
    -- Column defaults are computed with the rights of whoever inserts.
    GRANT EXECUTE ON FUNCTION uuidv7() TO PUBLIC;
  END IF;
END
$do$;

-- BEFORE UPDATE on whatever the API edits: the version is the ETag.
CREATE FUNCTION touch_row() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp
  AS $$
BEGIN
  NEW.updated_at := now();
  NEW.version := OLD.version + 1;
  RETURN NEW;
END
$$;

-- a•••@e•••.com: enough to tell two people on the telephone apart, not enough to write to one.
-- A plain SQL function: views inline it (STRICT would prevent that), and who reads them needs EXECUTE.
CREATE FUNCTION mask_email(address text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$
    SELECT left(address, 1) || '•••@' || left(split_part(address, '@', 2), 1) || '•••'
      || coalesce(substring(address FROM '\.[^.@]+$'), '')
  $$;
GRANT EXECUTE ON FUNCTION mask_email(text) TO PUBLIC;

-- 203.0.113.0/24 or 2001:db8::/48: the network, not the person.
CREATE FUNCTION mask_address(address inet) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$
    SELECT network(set_masklen(address, CASE family(address) WHEN 4 THEN 24 ELSE 48 END))::text
  $$;
GRANT EXECUTE ON FUNCTION mask_address(inet) TO PUBLIC;

