-- What each role may do with each relation, whichever way it came by it (PUBLIC, membership, a column):
-- one row for each relation, role and verb, with the columns. $1: roles, $2: one relation or NULL.
SELECT
  c.oid::regclass::text AS relation,
  -- Which partitions there are depends on the date.
  CASE
    WHEN c.relispartition THEN regexp_replace(c.oid::regclass::text, '_[0-9_]+$', '_*')
    ELSE c.oid::regclass::text
  END AS name,
  c.relrowsecurity OR c.relkind IN ('v', 'm') AS filters,
  role,
  verb,
  CASE
    WHEN verb = 'delete' THEN NULL
    WHEN allowed.n = allowed.total THEN '*'
    WHEN 2 * allowed.n > allowed.total THEN '* but ' || allowed.others
    ELSE allowed.columns
  END AS columns,
  allowed.list AS column_list,
  allowed.readable
FROM pg_class AS c
CROSS JOIN unnest($1::text[]) AS role
CROSS JOIN unnest(ARRAY['read', 'add', 'change', 'delete']) AS verb
CROSS JOIN LATERAL (
  SELECT
    count(*) FILTER (WHERE may) AS n,
    count(*) AS total,
    string_agg(quote_ident(attname), ', ' ORDER BY attname) FILTER (WHERE may) AS columns,
    string_agg(quote_ident(attname), ', ' ORDER BY attname) FILTER (WHERE NOT may) AS others,
    coalesce(array_agg(attname::text ORDER BY attname) FILTER (WHERE may), '{}') AS list,
    coalesce(
      array_agg(attname::text) FILTER (
        WHERE has_column_privilege(role, c.oid, a.attnum, 'SELECT')
      ),
      '{}'
    ) AS readable
  FROM pg_attribute AS a
  CROSS JOIN LATERAL (
    SELECT CASE verb
      WHEN 'read' THEN has_column_privilege(role, c.oid, a.attnum, 'SELECT')
      WHEN 'add' THEN has_column_privilege(role, c.oid, a.attnum, 'INSERT')
      WHEN 'change' THEN has_column_privilege(role, c.oid, a.attnum, 'UPDATE')
      ELSE has_table_privilege(role, c.oid, 'DELETE')
    END AS may
  ) AS right_of_column
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
) AS allowed
WHERE c.relnamespace IN ('public'::regnamespace, 'pgboss'::regnamespace)
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND ($2::text IS NULL OR c.oid = $2::text::regclass)
  AND allowed.n > 0
ORDER BY c.oid::regclass::text COLLATE "C", array_position($1, role),
  array_position(ARRAY['read', 'add', 'change', 'delete'], verb);
