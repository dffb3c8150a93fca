-- Every column of every table of ours. A partition has its parent's columns and is left out.
SELECT c.relname::text AS "table", a.attname::text AS "column"
FROM pg_class AS c
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace
  AND c.relkind IN ('r', 'p')
  AND NOT c.relispartition
ORDER BY c.relname, a.attnum;
