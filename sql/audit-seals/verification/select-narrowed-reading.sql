-- What would keep the verifier from seeing what others see: another kind of relation under the name, or
-- policies that hide rows from it.
SELECT c.relname::text AS relation
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS s ON s.oid = c.relnamespace AND s.nspname = 'public'
WHERE c.relname IN ('audit_log', 'audit_seals') AND (
  c.relkind <> CASE c.relname WHEN 'audit_log' THEN 'p' ELSE 'r' END
  OR (c.relrowsecurity AND (
    NOT EXISTS (
      SELECT FROM pg_catalog.pg_policy AS p
      WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN ('r', '*')
        AND pg_catalog.pg_get_expr(p.polqual, p.polrelid) = 'true'
        AND 'fs_worker'::pg_catalog.regrole = ANY (p.polroles)
    )
    OR EXISTS (
      SELECT FROM pg_catalog.pg_policy AS p WHERE p.polrelid = c.oid AND NOT p.polpermissive
    )
  ))
)
ORDER BY c.relname;
