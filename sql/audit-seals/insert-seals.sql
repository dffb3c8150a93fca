-- In order: the trigger holds each against the one before it.
INSERT INTO audit_seals (
  n, kind, at, epoch, tx_from, tx_to, partition, rows, root, detail, prev_seal_hash, key_id, signature, hash
)
SELECT
  n, kind, at, epoch, tx_from, tx_to, partition, rows, root, detail, prev_seal_hash, key_id, signature, hash
FROM unnest(
  $1::bigint[], $2::text[], $3::timestamptz[], $4::int[], $5::xid8[], $6::xid8[], $7::text[], $8::bigint[],
  $9::bytea[], $10::jsonb[], $11::bytea[], $12::text[], $13::bytea[], $14::bytea[]
) AS s (
  n, kind, at, epoch, tx_from, tx_to, partition, rows, root, detail, prev_seal_hash, key_id, signature, hash
)
ORDER BY n;
