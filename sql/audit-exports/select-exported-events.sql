-- Events as compliance, dpo and auditor see them, for the worker, as text that no driver reinterprets.
-- $1: ids; $2, $3: the first and the last moment among them, so that their partitions alone are read.
SELECT id::text,
  to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
  actor_kind, actor_id::text, actor_name, actor_role, subject_id::text, action, resource,
  resource_id::text, request_id::text, reason_code, reason, ticket, address::text AS address,
  details::text, changes::text, erased
FROM readable_audit_log
WHERE id = ANY ($1::uuid[]) AND at >= $2::timestamptz AND at <= $3::timestamptz;
