SELECT redact_audit_events($1, $2, $3, $4, $5) AS redacted
