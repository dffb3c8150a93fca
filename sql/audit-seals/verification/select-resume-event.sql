-- $1: the event that a `resumed` seal names, with what the seal says in $2 and $3; sealed by a later seal.
-- $4 and $5: where the chain ends.
SELECT e.id::text AS event
FROM public.audit_log AS e
WHERE e.id::text = $1::text AND e.resource = 'audit-log' AND e.action = 'resume'
  AND e.details ->> 'database_n' = $2::text AND e.details ->> 'ledger_n' = $3::text
  AND (e.epoch, e.tx) < ($4::int, $5::text::xid8);
