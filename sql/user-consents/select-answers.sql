-- The last answer to each purpose; `granted` while the consent is in force.
SELECT DISTINCT ON (purpose)
  purpose, granted AND withdrawn_at IS NULL AS granted, document_version, granted_at AS answered_at,
  withdrawn_at
FROM user_consents
WHERE user_id = $1
ORDER BY purpose, granted_at DESC, id DESC;
