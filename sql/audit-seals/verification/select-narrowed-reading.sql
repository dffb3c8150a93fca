-- What would keep the verifier from reading what is stored and others see: another kind of relation under a
-- name or in a partition's place, rules, children, policies that hide rows, a column of another type, a cast
-- of somebody's own, an index that lacks rows, months whose bounds are not their name's.
WITH trail AS (
  SELECT c.oid, c.relname::text AS name, c.relkind, c.relrowsecurity, c.relam, false AS is_partition
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS s ON s.oid = c.relnamespace AND s.nspname = 'public'
  WHERE c.relname IN ('audit_log', 'audit_seals', 'audit_epochs', 'installation')
  UNION ALL
  SELECT c.oid, c.relname::text, c.relkind, false, c.relam, true
  FROM pg_catalog.pg_inherits AS i
  JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
  WHERE i.inhparent = 'public.audit_log'::pg_catalog.regclass
),
-- In their own order; domains by what they are of.
columns (name, list) AS (
  VALUES
    ('audit_log', 'id uuid, at timestamptz, seq int8, tx xid8, epoch int4, canon int2, actor_kind text, actor uuid, actor_role text, subject uuid, action text, resource text, resource_id uuid, request_id uuid, reason_code text, ticket text, details jsonb, pii jsonb, pii_salt bytea, pii_commit bytea, leaf bytea'),
    ('audit_seals', 'n int8, kind text, at timestamptz, epoch int4, tx_from xid8, tx_to xid8, partition text, rows int8, root bytea, detail jsonb, prev_seal_hash bytea, key_id text, signature bytea, hash bytea'),
    ('audit_epochs', 'epoch int4, reason text, created_at timestamptz'),
    ('installation', 'id uuid, created_at timestamptz')
),
faults (name, fault) AS (
  SELECT t.name, 'is not the kind of table it was made as'
  FROM trail AS t
  WHERE t.relkind <> CASE t.name WHEN 'audit_log' THEN 'p' ELSE 'r' END
    OR (t.relkind = 'r' AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_am AS a WHERE a.oid = t.relam AND a.amname = 'heap'
    ))
  UNION ALL
  SELECT w.name, 'is not there' FROM columns AS w
  WHERE NOT EXISTS (SELECT FROM trail AS t WHERE t.name = w.name)
  UNION ALL
  SELECT t.name, 'is not in the schema public' FROM trail AS t
  JOIN pg_catalog.pg_class AS c ON c.oid = t.oid
  WHERE c.relnamespace <> 'public'::pg_catalog.regnamespace
  UNION ALL
  SELECT t.name, 'has a rule' FROM trail AS t
  WHERE EXISTS (SELECT FROM pg_catalog.pg_rewrite AS r WHERE r.ev_class = t.oid)
  UNION ALL
  SELECT t.name, 'has children' FROM trail AS t
  WHERE (t.is_partition OR t.name <> 'audit_log')
    AND EXISTS (SELECT FROM pg_catalog.pg_inherits AS i WHERE i.inhparent = t.oid)
  UNION ALL
  SELECT t.name, 'has policies that hide rows' FROM trail AS t
  WHERE t.relrowsecurity AND (
    NOT EXISTS (
      SELECT FROM pg_catalog.pg_policy AS p
      JOIN pg_catalog.pg_roles AS r ON r.oid = ANY (p.polroles) AND r.rolname = 'fs_worker'
      WHERE p.polrelid = t.oid AND p.polpermissive AND p.polcmd IN ('r', '*')
        AND pg_catalog.pg_get_expr(p.polqual, p.polrelid) = 'true'
    )
    OR EXISTS (
      SELECT FROM pg_catalog.pg_policy AS p WHERE p.polrelid = t.oid AND NOT p.polpermissive
    )
  )
  UNION ALL
  SELECT t.name, 'has other columns than it was made with'
  FROM trail AS t
  JOIN columns AS w ON w.name = CASE WHEN t.is_partition THEN 'audit_log' ELSE t.name END
  CROSS JOIN LATERAL pg_catalog.string_to_table(w.list, ', ') AS wanted (entry)
  WHERE NOT EXISTS (
    SELECT FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_type AS y ON y.oid = a.atttypid
    JOIN pg_catalog.pg_type AS base ON base.oid = CASE y.typtype WHEN 'd' THEN y.typbasetype ELSE y.oid END
    WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
      AND base.typnamespace = 'pg_catalog'::pg_catalog.regnamespace AND base.typtype = 'b'
      AND pg_catalog.concat(a.attname, ' ', base.typname) = wanted.entry
  )
  UNION ALL
  -- Those of the server itself have oids below what an installation gives away.
  SELECT 'audit_log', 'is read through a cast of somebody''s own'
  WHERE EXISTS (
    SELECT FROM pg_catalog.pg_cast AS k
    WHERE k.oid::int8 >= 16384 AND k.castsource::int8 < 16384 AND k.casttarget::int8 < 16384
  )
  UNION ALL
  SELECT t.name, 'is not partitioned by the time of its events' FROM trail AS t
  WHERE t.name = 'audit_log' AND NOT t.is_partition
    AND pg_catalog.pg_get_partkeydef(t.oid) IS DISTINCT FROM 'RANGE (at)'
  UNION ALL
  SELECT t.name, 'does not hold the month that its name says'
  FROM trail AS t
  JOIN pg_catalog.pg_class AS c ON c.oid = t.oid
  CROSS JOIN LATERAL (
    SELECT CASE WHEN t.name ~ '^audit_log_[2-9][0-9]{3}_(0[1-9]|1[0-2])$'
      THEN pg_catalog.to_timestamp(pg_catalog.substr(t.name, 11), 'YYYY_MM') END AS first
  ) AS month
  WHERE t.is_partition AND pg_catalog.pg_get_expr(c.relpartbound, c.oid) IS DISTINCT FROM
    pg_catalog.format('FOR VALUES FROM (%L) TO (%L)', month.first::text,
      (month.first + interval '1 month')::text)
  UNION ALL
  SELECT t.name, 'has an index that lacks rows' FROM trail AS t
  WHERE EXISTS (
    SELECT FROM pg_catalog.pg_index AS x
    WHERE x.indrelid = t.oid AND NOT (x.indisvalid AND x.indisready AND x.indislive)
  )
)
SELECT DISTINCT f.name AS relation, f.fault FROM faults AS f ORDER BY f.name, f.fault;
