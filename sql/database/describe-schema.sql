-- What there is, one line each, read from the catalogue: (object, place, line). Partitions are left
-- out, since which there are depends on the date; so are bodies of functions (a hash tells a change).
WITH relations AS (
  SELECT c.oid, c.relkind, c.relacl, c.relowner, c.relrowsecurity, c.relforcerowsecurity,
    c.reloptions, n.nspname AS schema,
    CASE c.relkind WHEN 'v' THEN 'view ' ELSE 'table ' END
      || CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname AS object
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE n.nspname IN ('public', 'pgboss') AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition
),
-- The inside of pg-boss is its own business; who may touch it is ours.
ours AS (
  SELECT * FROM relations WHERE schema = 'public'
),
functions AS (
  SELECT p.*, p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS name
  FROM pg_proc AS p
  WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (
      SELECT FROM pg_depend AS d
      WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
    )
),
lines (object, place, line) AS (
  SELECT 'role ' || r.rolname, 0,
    concat_ws(' ',
      CASE WHEN r.rolcanlogin THEN 'login' ELSE 'no login' END,
      CASE WHEN r.rolinherit THEN 'inherit' ELSE 'no inherit' END,
      CASE WHEN r.rolsuper THEN 'SUPERUSER' END,
      CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END,
      CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END,
      CASE WHEN r.rolcreatedb THEN 'CREATEDB' END,
      CASE WHEN r.rolreplication THEN 'REPLICATION' END)
  FROM pg_roles AS r
  WHERE r.rolname ~ '^(fs|futuresync)_'
  UNION ALL
  SELECT 'role ' || r.rolname, 1, 'member of ' || g.rolname
  FROM pg_auth_members AS m
  JOIN pg_roles AS r ON r.oid = m.member
  JOIN pg_roles AS g ON g.oid = m.roleid
  WHERE r.rolname ~ '^(fs|futuresync)_'
  UNION ALL
  SELECT 'schema ' || n.nspname, 2,
    'grant ' || string_agg(lower(a.privilege_type), ', ' ORDER BY a.privilege_type)
      || ' to ' || coalesce(r.rolname, 'public')
  FROM pg_namespace AS n
  CROSS JOIN LATERAL aclexplode(n.nspacl) AS a
  LEFT JOIN pg_roles AS r ON r.oid = a.grantee
  WHERE n.nspname IN ('public', 'pgboss') AND a.grantee <> n.nspowner
  GROUP BY n.nspname, r.rolname
  UNION ALL
  SELECT 'domain ' || t.typname, 0, format_type(t.typbasetype, t.typtypmod)
  FROM pg_type AS t
  WHERE t.typnamespace = 'public'::regnamespace AND t.typtype = 'd'
  UNION ALL
  SELECT 'domain ' || t.typname, 1, pg_get_constraintdef(k.oid, true)
  FROM pg_constraint AS k
  JOIN pg_type AS t ON t.oid = k.contypid AND t.typnamespace = 'public'::regnamespace
  WHERE k.contype = 'c'
  UNION ALL
  SELECT o.object, 0,
    concat_ws(', ',
      'owner ' || pg_get_userbyid(o.relowner),
      CASE o.relkind WHEN 'p' THEN 'partition by ' || pg_get_partkeydef(o.oid) END,
      CASE WHEN o.relrowsecurity THEN 'row level security' END,
      CASE WHEN o.relforcerowsecurity THEN 'forced' END,
      array_to_string(o.reloptions, ', '))
  FROM ours AS o
  UNION ALL
  SELECT o.object, 10 + a.attnum,
    concat_ws(' ', 'column', a.attname, format_type(a.atttypid, a.atttypmod),
      CASE WHEN a.attnotnull THEN 'not null' END,
      'default ' || pg_get_expr(d.adbin, d.adrelid))
  FROM ours AS o
  JOIN pg_attribute AS a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  UNION ALL
  SELECT o.object, 2000 + text.n, text.line
  FROM ours AS o
  CROSS JOIN LATERAL regexp_split_to_table(btrim(pg_get_viewdef(o.oid, true)), '\n *')
    WITH ORDINALITY AS text (line, n)
  WHERE o.relkind = 'v'
  UNION ALL
  -- NOT NULL is a constraint of its own from 18 on; the columns say it.
  SELECT o.object, 3000,
    'constraint ' || k.conname || ' ' || pg_get_constraintdef(k.oid, true)
  FROM ours AS o
  JOIN pg_constraint AS k ON k.conrelid = o.oid AND k.contype <> 'n'
  UNION ALL
  SELECT o.object, 4000,
    replace(replace(pg_get_indexdef(i.indexrelid), 'CREATE ', ''), ' public.', ' ')
  FROM ours AS o
  JOIN pg_index AS i ON i.indrelid = o.oid
  UNION ALL
  SELECT o.object, 5000,
    concat_ws(' ', replace(replace(pg_get_triggerdef(t.oid, true), 'CREATE ', ''), ' public.', ' '),
      CASE t.tgenabled WHEN 'A' THEN '(always)' WHEN 'D' THEN '(disabled)' WHEN 'R' THEN '(replica)' END)
  FROM ours AS o
  JOIN pg_trigger AS t ON t.tgrelid = o.oid AND NOT t.tgisinternal
  UNION ALL
  SELECT o.object, 6000,
    concat_ws(' ', 'policy', p.polname,
      CASE WHEN NOT p.polpermissive THEN 'restrictive' END,
      'for', CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update'
        WHEN 'd' THEN 'delete' ELSE 'all' END,
      'to', (SELECT string_agg(coalesce(r.rolname, 'public'), ', ' ORDER BY r.rolname)
        FROM unnest(p.polroles) AS id LEFT JOIN pg_roles AS r ON r.oid = id),
      'using ' || regexp_replace(pg_get_expr(p.polqual, p.polrelid), '\s+', ' ', 'g'),
      'check ' || regexp_replace(pg_get_expr(p.polwithcheck, p.polrelid), '\s+', ' ', 'g'))
  FROM ours AS o
  JOIN pg_policy AS p ON p.polrelid = o.oid
  UNION ALL
  SELECT o.object, 7000,
    'grant ' || string_agg(lower(a.privilege_type), ', ' ORDER BY a.privilege_type)
      || ' to ' || coalesce(r.rolname, 'public')
  FROM relations AS o
  CROSS JOIN LATERAL aclexplode(o.relacl) AS a
  LEFT JOIN pg_roles AS r ON r.oid = a.grantee
  WHERE a.grantee <> o.relowner
  GROUP BY o.object, r.rolname
  UNION ALL
  SELECT o.object, 8000,
    'grant ' || lower(x.privilege_type) || ' ('
      || string_agg(a.attname, ', ' ORDER BY a.attname) || ') to ' || coalesce(r.rolname, 'public')
  FROM relations AS o
  JOIN pg_attribute AS a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
  CROSS JOIN LATERAL aclexplode(a.attacl) AS x
  LEFT JOIN pg_roles AS r ON r.oid = x.grantee
  GROUP BY o.object, x.privilege_type, r.rolname
  UNION ALL
  SELECT 'function ' || f.name, 0,
    concat_ws(', ',
      'returns ' || pg_get_function_result(f.oid),
      l.lanname,
      CASE f.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
      CASE WHEN f.prosecdef THEN 'security definer' END,
      CASE WHEN f.proleakproof THEN 'leakproof' END,
      array_to_string(f.proconfig, '; '),
      'owner ' || pg_get_userbyid(f.proowner),
      'body ' || left(md5(f.prosrc), 12))
  FROM functions AS f
  JOIN pg_language AS l ON l.oid = f.prolang
  UNION ALL
  SELECT 'function ' || f.name, 1, 'execute to ' || coalesce(r.rolname, 'public')
  FROM functions AS f
  CROSS JOIN LATERAL aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) AS a
  LEFT JOIN pg_roles AS r ON r.oid = a.grantee
  WHERE a.grantee <> f.proowner
)
SELECT object, line FROM lines ORDER BY object COLLATE "C", place, line COLLATE "C";
