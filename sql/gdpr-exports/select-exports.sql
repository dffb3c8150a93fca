SELECT request_id, status, tables_done, tables_total, current_table, rows, bytes, file_name, sha256,
  expires_at, error
FROM gdpr_exports
WHERE request_id = ANY ($1::uuid[]);
