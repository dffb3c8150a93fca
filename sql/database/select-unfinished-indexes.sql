-- Indexes that are not valid and that nobody is making at this moment. A partitioned table's own
-- index (relkind I) may wait for its partitions' and is left alone.
SELECT c.relname AS name
FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indexrelid AND c.relkind = 'i'
WHERE NOT i.indisvalid
  AND c.relnamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index AS p WHERE p.index_relid = i.indexrelid)
ORDER BY c.relname;
