SELECT forget_audit_pseudonyms($1) AS forgotten
