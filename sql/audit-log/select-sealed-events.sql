-- Everything a verifier needs, as text that no driver reinterprets.
SELECT
  canon::text, id::text,
  to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
  epoch::text, tx::text, seq::text, actor_kind::text, actor::text, actor_role, subject::text,
  action::text, resource::text, resource_id::text, request_id::text, reason_code, ticket,
  details::text, pii_commit, leaf, pii::text, pii_salt
FROM audit_log
-- Of the table: the columns above are texts of the same names, and 10 would come before 9.
ORDER BY audit_log.epoch, audit_log.tx, audit_log.seq;
