-- Who may call what: 'PUBLIC' where everybody may. $1: roles. Functions of extensions are theirs.
SELECT
  CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END
    || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS function,
  CASE
    WHEN has_function_privilege('public', p.oid, 'EXECUTE') THEN 'PUBLIC'
    ELSE (
      SELECT string_agg(role, ' ' ORDER BY array_position($1::text[], role))
      FROM unnest($1::text[]) AS role
      WHERE has_function_privilege(role, p.oid, 'EXECUTE')
    )
  END AS callers
FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname IN ('public', 'pgboss')
  -- Ours before PostgreSQL 18 only, and everybody's as the native one (0002).
  AND p.proname <> 'uuidv7'
  AND NOT EXISTS (
    SELECT FROM pg_depend AS d
    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
  )
ORDER BY n.nspname DESC, p.proname, pg_get_function_identity_arguments(p.oid);
