-- $1 partition, $2 and $3 the days it lies between. Its seals in figures; `from` and `to` are those of the
-- whole intervals in which the first and the last one lie; and whether events of it have no seal yet.
WITH own AS (
  SELECT count(*) AS seals, coalesce(sum(s.rows), 0)::bigint AS rows,
    coalesce(min(s.n), 0) AS first_n, coalesce(max(s.n), 0) AS last_n,
    to_char(max(s.at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS last_at
  FROM audit_seals AS s
  WHERE s.partition = $1
), last AS (
  SELECT s.epoch, s.tx_to FROM audit_seals AS s ORDER BY s.n DESC LIMIT 1
)
SELECT own.*,
  (SELECT min(b.n) FROM audit_seals AS a JOIN audit_seals AS b
     ON b.epoch = a.epoch AND b.tx_from = a.tx_from AND b.tx_to = a.tx_to AND b.rows > 0
   WHERE a.n = own.first_n) AS from,
  (SELECT max(b.n) FROM audit_seals AS a JOIN audit_seals AS b
     ON b.epoch = a.epoch AND b.tx_from = a.tx_from AND b.tx_to = a.tx_to AND b.rows > 0
   WHERE a.n = own.last_n) AS to,
  EXISTS (
    SELECT FROM audit_log AS e
    WHERE e.at >= ($2 || 'Z')::timestamptz AND e.at < ($3 || 'Z')::timestamptz
      AND ((SELECT count(*) FROM last) = 0
        OR (e.epoch, e.tx) >= ((SELECT l.epoch FROM last AS l), (SELECT l.tx_to FROM last AS l)))
  ) AS unsealed
FROM own;
