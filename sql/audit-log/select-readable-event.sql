-- The id bears the millisecond it was made in: one partition is read.
SELECT id, at, actor_kind, actor_id, actor_name, actor_role, subject_id, action, resource,
  resource_id, request_id, reason_code, reason, ticket, address, details, changes, erased
FROM readable_audit_log
WHERE id = $1 AND at >= uuidv7_time($1) AND at < uuidv7_time($1) + interval '1 ms';
