SELECT
  s.n::text, s.kind::text,
  to_char(s.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
  s.epoch::text, s.tx_from::text, s.tx_to::text, s.partition, s.rows::text, s.root,
  s.detail::text, s.prev_seal_hash, s.key_id, s.signature, s.hash
FROM public.audit_seals AS s
WHERE s.n >= $1
ORDER BY s.n
LIMIT $2;
