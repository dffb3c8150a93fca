-- An export of the trail is written by the worker, and holds what its reader sees in the console: so it is
-- read through the same view. The worker reads every event unmasked already; here it sees what compliance,
-- dpo and auditor see, who alone may export (a test compares the four, row by row).
CREATE OR REPLACE FUNCTION audit_visible(actor_kind text, resource text, subject uuid)
  RETURNS boolean
  LANGUAGE sql STABLE PARALLEL SAFE
  AS $$
    SELECT CASE current_user
      WHEN 'fs_compliance' THEN true
      WHEN 'fs_dpo' THEN true
      WHEN 'fs_auditor' THEN true
      WHEN 'fs_worker' THEN true
      WHEN 'fs_support' THEN coalesce(subject = audit_shown_subject(), false)
      WHEN 'fs_sre' THEN actor_kind = 'job'
      WHEN 'fs_admin' THEN resource IN ('staff', 'staff-permissions', 'session')
      ELSE pg_has_role(current_user, 'futuresync_owner', 'USAGE')
    END
  $$;
GRANT SELECT ON readable_audit_log TO fs_worker;
-- A view's functions run with the rights of its reader.
GRANT EXECUTE ON FUNCTION
  audit_visible(text, text, uuid), audit_shown_subject(), mask_emails_within(text),
  mask_audit_value(jsonb), audit_changes(jsonb, jsonb), audit_impersonal(text),
  audit_pseudonym_of(uuid)
  TO fs_worker;
