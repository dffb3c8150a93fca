-- $1: ids; $2 and $3 the least and the greatest of them: an id bears the millisecond it was made in, so that
-- one or two partitions are read. `is_past`: the chain has passed the event's place, so that a seal covers it
-- or it was put there afterwards. Seals of one interval begin alike, one for each partition.
SELECT
  e.canon::text, e.id::text,
  to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
  e.epoch::text, e.tx::text, e.seq::text, e.actor_kind, e.actor::text, e.actor_role,
  e.subject::text, e.action, e.resource, e.resource_id::text, e.request_id::text, e.reason_code,
  e.ticket, e.details::text, e.pii_commit, e.leaf, e.values_intact,
  seal.n::text AS seal, seal.rows::int AS seal_rows,
  coalesce((e.epoch, e.tx) < (last.epoch, last.tx_to), false) AS is_past
FROM provable_audit_log AS e
LEFT JOIN LATERAL (
  SELECT s.n, s.rows
  FROM audit_seals AS s
  WHERE s.rows > 0 AND s.epoch = e.epoch
    AND s.tx_from = (
      SELECT b.tx_from
      FROM audit_seals AS b
      WHERE b.rows > 0 AND b.epoch = e.epoch AND b.tx_from <= e.tx
      ORDER BY b.tx_from DESC
      LIMIT 1
    )
    AND s.tx_to > e.tx AND s.partition = e.partition
  ORDER BY s.n
  LIMIT 1
) AS seal ON true
LEFT JOIN (
  SELECT s.epoch, s.tx_to FROM audit_seals AS s ORDER BY s.n DESC LIMIT 1
) AS last ON true
WHERE e.id = ANY ($1::uuid[])
  AND e.at >= uuidv7_time($2::uuid) AND e.at < uuidv7_time($3::uuid) + interval '1 ms';
