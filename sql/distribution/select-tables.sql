-- What Citus asks of each table: keys, foreign keys, triggers, policies, partitions. Partitions are their
-- parent's business and left out.
SELECT
  n.nspname AS schema,
  c.relname AS name,
  (
    SELECT jsonb_object_agg(a.attname, NOT a.attnotnull)
    FROM pg_attribute AS a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  ) AS nullable,
  EXISTS (
    SELECT FROM pg_inherits AS i
    JOIN pg_class AS p ON p.oid = i.inhrelid
    WHERE i.inhparent = c.oid AND p.relkind = 'p'
  ) AS is_multi_level,
  EXISTS (
    SELECT FROM pg_inherits AS i WHERE i.inhrelid = c.oid OR (i.inhparent = c.oid AND c.relkind = 'r')
  ) AS inherits,
  EXISTS (SELECT FROM pg_rewrite AS r WHERE r.ev_class = c.oid) AS has_rules,
  -- Unique indexes, whether a constraint or not, and exclusion constraints. An expression is no column.
  coalesce((
    SELECT jsonb_agg(
      jsonb_build_object(
        'name', k.relname,
        'kind', CASE WHEN i.indisprimary THEN 'primary' WHEN i.indisunique THEN 'unique' ELSE 'exclusion' END,
        'columns', coalesce((
          SELECT jsonb_agg(a.attname ORDER BY key.n)
          FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS key (attnum, n)
          JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = key.attnum
          WHERE key.n <= i.indnkeyatts
        ), '[]'),
        'definition', substring(pg_get_indexdef(i.indexrelid) FROM '\(.*')
      )
      ORDER BY i.indisprimary DESC, k.relname
    )
    FROM pg_index AS i
    JOIN pg_class AS k ON k.oid = i.indexrelid
    WHERE i.indrelid = c.oid AND (i.indisunique OR i.indisexclusion)
  ), '[]') AS keys,
  coalesce((
    SELECT jsonb_agg(
      jsonb_build_object(
        'name', f.conname,
        'target', t.relname,
        'target_schema', t.relnamespace::regnamespace::text,
        'columns', (
          SELECT jsonb_agg(a.attname ORDER BY key.n)
          FROM unnest(f.conkey) WITH ORDINALITY AS key (attnum, n)
          JOIN pg_attribute AS a ON a.attrelid = f.conrelid AND a.attnum = key.attnum
        ),
        'target_columns', (
          SELECT jsonb_agg(a.attname ORDER BY key.n)
          FROM unnest(f.confkey) WITH ORDINALITY AS key (attnum, n)
          JOIN pg_attribute AS a ON a.attrelid = f.confrelid AND a.attnum = key.attnum
        ),
        'sets', f.confdeltype IN ('n', 'd') OR f.confupdtype IN ('n', 'd')
      )
      ORDER BY f.conname
    )
    FROM pg_constraint AS f
    JOIN pg_class AS t ON t.oid = f.confrelid
    WHERE f.conrelid = c.oid AND f.contype = 'f'
  ), '[]') AS foreign_keys,
  coalesce((
    SELECT jsonb_agg(jsonb_build_object('name', t.tgname, 'function', p.proname) ORDER BY t.tgname)
    FROM pg_trigger AS t
    JOIN pg_proc AS p ON p.oid = t.tgfoid
    WHERE t.tgrelid = c.oid AND NOT t.tgisinternal
  ), '[]') AS triggers,
  -- A sub-select shows in the parsed expression; the text of one could be somebody's column.
  coalesce((
    SELECT jsonb_agg(
      jsonb_build_object(
        'name', p.polname,
        'has_subselect', concat(p.polqual::text, p.polwithcheck::text) LIKE '%{SUBLINK %'
      )
      ORDER BY p.polname
    )
    FROM pg_policy AS p
    WHERE p.polrelid = c.oid
  ), '[]') AS policies
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname <> 'public', n.nspname, c.relname;
