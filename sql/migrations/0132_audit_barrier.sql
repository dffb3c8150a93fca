-- Each staff role its own policy on the trail, and the columns by which a page of it is chosen: who,
-- whom and what by pseudonym. What an event says is read through the view, by id and time.
GRANT SELECT (id, at, actor_kind, actor, subject, action, resource, request_id)
  ON audit_log TO fs_support, fs_compliance, fs_dpo, fs_sre, fs_auditor, fs_admin;
CREATE POLICY staff_reads ON audit_log FOR SELECT TO fs_compliance, fs_dpo, fs_auditor USING (true);
CREATE POLICY support_reads ON audit_log FOR SELECT TO fs_support
  USING (subject = audit_shown_subject());
CREATE POLICY sre_reads ON audit_log FOR SELECT TO fs_sre USING (actor_kind = 'job');
CREATE POLICY admin_reads ON audit_log FOR SELECT TO fs_admin
  USING (resource IN ('staff', 'staff-permissions', 'session'));

-- What a filter by a person or a colleague looks for; NULL when they have no event.
CREATE FUNCTION audit_pseudonym_of(real_id uuid) RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$
    SELECT p.pseudonym FROM audit_pseudonyms AS p WHERE p.real_id = audit_pseudonym_of.real_id
  $$;
GRANT EXECUTE ON FUNCTION audit_pseudonym_of(uuid)
  TO fs_support, fs_compliance, fs_dpo, fs_sre, fs_auditor, fs_admin;

-- Owner rights, so that the policies above do not count inside: audit_visible() says the same, and a
-- test compares the two. A barrier: nothing of a row is seen before that has been asked.
CREATE OR REPLACE VIEW readable_audit_log WITH (security_barrier = true) AS
SELECT
  e.id,
  e.at,
  e.actor_kind::text AS actor_kind,
  actor.real_id AS actor_id,
  CASE e.actor_kind
    WHEN 'staff' THEN staff.name
    WHEN 'user' THEN member.name
    WHEN 'job' THEN run.job
  END AS actor_name,
  e.actor_role,
  subject.real_id AS subject_id,
  e.action::text AS action,
  e.resource::text AS resource,
  CASE WHEN audit_impersonal(e.resource) THEN e.resource_id ELSE named.real_id END AS resource_id,
  e.request_id,
  e.reason_code,
  CASE WHEN current_user <> 'fs_sre' THEN mask_emails_within(e.pii ->> 'reason') END AS reason,
  e.ticket,
  CASE WHEN current_user <> 'fs_sre' THEN mask_address((e.pii ->> 'address')::inet) END AS address,
  e.details,
  audit_changes(e.details, CASE WHEN current_user <> 'fs_sre' THEN e.pii ELSE '{}' END) AS changes,
  e.pii IS NULL AS erased
FROM audit_log AS e
LEFT JOIN audit_pseudonyms AS actor ON actor.pseudonym = e.actor
LEFT JOIN audit_pseudonyms AS subject ON subject.pseudonym = e.subject
LEFT JOIN audit_pseudonyms AS named ON named.pseudonym = e.resource_id
LEFT JOIN staff ON e.actor_kind = 'staff' AND staff.id = actor.real_id
LEFT JOIN users AS member ON e.actor_kind = 'user' AND member.id = actor.real_id
LEFT JOIN job_runs AS run ON e.actor_kind = 'job' AND run.id = actor.real_id
WHERE audit_visible(e.actor_kind, e.resource, e.subject);
