SELECT
  s.n::text,
  to_char(s.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
  encode(s.hash, 'hex') AS hash
FROM audit_seals AS s
WHERE s.n >= $1
ORDER BY s.n
LIMIT $2;
