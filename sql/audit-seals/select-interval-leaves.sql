-- $2 is where each interval begins, $3 where the last one ends. One row a tree: an interval and a partition.
SELECT trees.interval, c.relname::text AS partition, trees.rows, trees.leaves
FROM (
  SELECT
    width_bucket(tx, $2::xid8[]) - 1 AS interval,
    tableoid,
    count(*)::int AS rows,
    string_agg(leaf, '' ORDER BY tx, seq) AS leaves
  FROM audit_log
  WHERE epoch = $1 AND tx >= ($2::xid8[])[1] AND tx < $3::xid8
  GROUP BY 1, tableoid
) AS trees
JOIN pg_class AS c ON c.oid = trees.tableoid
ORDER BY trees.interval, c.relname COLLATE "C";
