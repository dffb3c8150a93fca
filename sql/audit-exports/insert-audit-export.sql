-- A second open one of the same colleague violates audit_exports_open_key.
INSERT INTO audit_exports (staff_id, format, filter, subject_id, actor_id)
VALUES ($1, $2, $3, $4, $5)
RETURNING id;
