-- $1: epoch, $2: a transaction. The seals of the interval it lies in, one for each partition with events;
-- none when it lies in an interval without events.
SELECT
  s.n::text, s.kind::text,
  to_char(s.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
  s.epoch::text, s.tx_from::text, s.tx_to::text, s.partition, s.rows::text, s.root,
  s.detail::text, s.prev_seal_hash, s.key_id, s.signature, s.hash
FROM audit_seals AS s
WHERE s.rows > 0 AND s.epoch = $1::int AND s.tx_to > $2::xid8
  AND s.tx_from = (
    SELECT b.tx_from
    FROM audit_seals AS b
    WHERE b.rows > 0 AND b.epoch = $1::int AND b.tx_from <= $2::xid8
    ORDER BY b.tx_from DESC
    LIMIT 1
  )
ORDER BY s.n;
