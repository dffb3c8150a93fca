SELECT forget_audit_exports($1);
