-- $1: ids of events; $2, $3: the times of the first and the last of them.
SELECT id, actor_id, actor_name, actor_role
FROM readable_audit_log
WHERE id = ANY($1) AND at >= $2 AND at <= $3;
