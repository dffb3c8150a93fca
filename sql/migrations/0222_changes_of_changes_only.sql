-- An event without changed columns has no changes: it is not asked for them. Most events are reads, and the
-- function costs two thirds of what reading one takes.
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
  CASE WHEN jsonb_typeof(e.details -> 'columns') = 'array'
    THEN audit_changes(e.details, CASE WHEN current_user <> 'fs_sre' THEN e.pii ELSE '{}' END)
    ELSE '[]'
  END AS changes,
  e.pii IS NULL AS erased
FROM audit_log AS e
LEFT JOIN audit_pseudonyms AS actor ON actor.pseudonym = e.actor
LEFT JOIN audit_pseudonyms AS subject ON subject.pseudonym = e.subject
LEFT JOIN audit_pseudonyms AS named ON named.pseudonym = e.resource_id
LEFT JOIN staff ON e.actor_kind = 'staff' AND staff.id = actor.real_id
LEFT JOIN users AS member ON e.actor_kind = 'user' AND member.id = actor.real_id
LEFT JOIN job_runs AS run ON e.actor_kind = 'job' AND run.id = actor.real_id
WHERE CASE
  WHEN current_user = 'fs_support' THEN e.subject = (SELECT audit_shown_subject())
  ELSE audit_visible(e.actor_kind, e.resource, e.subject)
END;
