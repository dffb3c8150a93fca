-- Whatever asked for it: the person's latest access request that has an export.
SELECT request_id
FROM gdpr_exports
WHERE user_id = $1
ORDER BY created_at DESC, request_id DESC
LIMIT 1;
