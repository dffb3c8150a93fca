SELECT id, status FROM audit_exports WHERE id = ANY ($1::uuid[]);
