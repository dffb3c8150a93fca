-- The seal by which a person let the chain go on behind a head of the ledger that the database does not
-- have, or has otherwise.
SELECT s.n::text
FROM audit_seals AS s
WHERE s.kind <> 'interval' AND s.kind = 'resumed' AND s.n > $1 AND s.prev_seal_hash = decode($2, 'hex')
ORDER BY s.n
LIMIT 1;
