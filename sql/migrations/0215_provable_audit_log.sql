-- What an event's seal rests on, for whoever may read the event: the columns of the canonical form, in which
-- people are pseudonyms, the leaf that was kept, and whether the personal values are still those committed to.
-- They are compared here, so that they leave the database masked only. Who sees what: as readable_audit_log.
CREATE VIEW provable_audit_log WITH (security_barrier = true) AS
SELECT
  e.id,
  e.at,
  e.canon,
  e.epoch,
  e.tx,
  e.seq,
  e.actor_kind::text AS actor_kind,
  e.actor,
  e.actor_role,
  e.subject,
  e.action::text AS action,
  e.resource::text AS resource,
  e.resource_id,
  e.request_id,
  e.reason_code,
  e.ticket,
  e.details,
  e.pii_commit,
  e.leaf,
  -- NULL once they are erased.
  sha256('\x02'::bytea || e.pii_salt || convert_to(e.pii::text, 'UTF8')) = e.pii_commit
    AS values_intact,
  (SELECT c.relname::text FROM pg_class AS c WHERE c.oid = e.tableoid) AS partition
FROM audit_log AS e
WHERE CASE
  WHEN current_user = 'fs_support' THEN e.subject = (SELECT audit_shown_subject())
  ELSE audit_visible(e.actor_kind, e.resource, e.subject)
END;

GRANT SELECT ON provable_audit_log
  TO fs_support, fs_compliance, fs_dpo, fs_sre, fs_auditor, fs_admin;
