SELECT status, attempt FROM audit_exports WHERE id = $1;
