-- Numbers that look random and are the same in every load: a keyed hash of "which row" and "which
-- question". hashint8extended is what hash partitioning relies on, so it does not change between
-- major versions; random() with a seed depends on the order in which a plan visits rows.
CREATE OR REPLACE FUNCTION pg_temp.chance(n bigint, question bigint) RETURNS double precision
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT (hashint8extended(n, question) & 9007199254740991) / 9007199254740992::float8 $$;

-- 1 to `choices`.
CREATE OR REPLACE FUNCTION pg_temp.pick(n bigint, question bigint, choices int) RETURNS int
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT 1 + floor(pg_temp.chance(n, question) * choices)::int $$;

-- A version 7 uuid of the moment the row was made: a look-up by id bounds `at` from it.
-- STABLE, as extract() is: said to be IMMUTABLE it would not be inlined (6 times slower, a quarter of
-- a load's time).
CREATE OR REPLACE FUNCTION pg_temp.seed_id(at timestamptz, key text) RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE
  AS $$
    SELECT overlay(
      overlay(
        md5(key) PLACING lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' FROM 1
      ) PLACING 'b' FROM 17
    )::uuid
  $$;

-- The moment of the load: "today" of all that follows. Said to be IMMUTABLE, so that each plan holds it
-- as a constant instead of parsing the setting again for each row.
CREATE OR REPLACE FUNCTION pg_temp.moment() RETURNS timestamptz
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT current_setting('seed.moment')::timestamptz $$;

-- 192.0.2.0/24 and 2001:db8::/32 are for documentation (RFC 5737, RFC 3849): nobody's address.
CREATE OR REPLACE FUNCTION pg_temp.seed_address(n bigint) RETURNS inet
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$
    SELECT CASE
      WHEN n % 4 = 0 THEN '2001:db8::'::inet + n
      ELSE '192.0.2.0'::inet + n % 256
    END
  $$;

-- Secrets are the one thing not repeatable: 32 random bytes each.
CREATE OR REPLACE FUNCTION pg_temp.secret() RETURNS bytea
  LANGUAGE sql VOLATILE
  AS $$ SELECT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) $$;
