-- Exports of the audit trail that a colleague asked for.
CREATE DOMAIN audit_export_format AS text CHECK (VALUE IN ('csv', 'ndjson'));
CREATE DOMAIN audit_export_phase AS text CHECK (VALUE IN ('counting', 'events', 'proofs'));

CREATE TABLE audit_exports (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  staff_id uuid NOT NULL REFERENCES staff,
  -- Whose sight of the trail it is made with: the asker's own, and nobody's word for it.
  role text NOT NULL DEFAULT substr(current_user, 4) REFERENCES staff_roles,
  format audit_export_format NOT NULL,
  -- The list's own filters as they were asked, without the people; those stand beside it, so that who is
  -- erased is found. No foreign key: a filter may name who never was.
  filter jsonb NOT NULL CHECK (jsonb_typeof(filter) = 'object'),
  subject_id uuid,
  actor_id uuid,
  status export_status NOT NULL DEFAULT 'queued',
  attempt integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
  phase audit_export_phase,
  events_total bigint NOT NULL DEFAULT 0 CHECK (events_total >= 0),
  -- Written so far: the events themselves, and those whose proof has been looked for.
  events bigint NOT NULL DEFAULT 0 CHECK (events >= 0),
  looked_at bigint NOT NULL DEFAULT 0 CHECK (looked_at >= 0),
  proofs bigint NOT NULL DEFAULT 0 CHECK (proofs >= 0),
  -- Of the events as the database stood then.
  snapshot_at timestamptz,
  bytes bigint CHECK (bytes >= 0),
  sha256 bytea CHECK (octet_length(sha256) = 32),
  file_name text CHECK (file_name ~ '^[0-9a-zA-Z._-]{1,120}$'),
  -- A code and a sentence of ours, never a value of a person.
  error text CHECK (length(error) <= 500),
  started_at timestamptz,
  ready_at timestamptz,
  expires_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK (
    status <> 'ready'
    OR (sha256 IS NOT NULL AND file_name IS NOT NULL AND ready_at IS NOT NULL
      AND expires_at IS NOT NULL AND snapshot_at IS NOT NULL)
  )
);
-- One at a time for each colleague: one may hold the whole trail.
CREATE UNIQUE INDEX audit_exports_open_key ON audit_exports (staff_id)
  WHERE status IN ('queued', 'running');
CREATE INDEX audit_exports_staff_id_idx ON audit_exports (staff_id, created_at, id);
CREATE INDEX audit_exports_expires_at_idx ON audit_exports (expires_at) WHERE status = 'ready';
CREATE INDEX audit_exports_subject_id_idx ON audit_exports (subject_id)
  WHERE subject_id IS NOT NULL;
CREATE INDEX audit_exports_actor_id_idx ON audit_exports (actor_id) WHERE actor_id IS NOT NULL;

ALTER TABLE audit_exports ENABLE ROW LEVEL SECURITY;
-- One's own only: what a colleague looked into is for the trail to tell, not for the next colleague to fetch.
GRANT SELECT ON audit_exports TO fs_compliance, fs_dpo, fs_auditor;
CREATE POLICY staff_reads ON audit_exports FOR SELECT TO fs_compliance, fs_dpo, fs_auditor
  USING (staff_id = nullif(current_setting('app.actor_id', true), '')::uuid);
-- In one's own name.
GRANT INSERT (staff_id, format, filter, subject_id, actor_id)
  ON audit_exports TO fs_compliance, fs_dpo, fs_auditor;
CREATE POLICY staff_asks ON audit_exports FOR INSERT TO fs_compliance, fs_dpo, fs_auditor
  WITH CHECK (staff_id = nullif(current_setting('app.actor_id', true), '')::uuid);

GRANT SELECT ON audit_exports TO fs_worker;
CREATE POLICY worker_reads ON audit_exports FOR SELECT TO fs_worker USING (true);
GRANT
  UPDATE (
    status, attempt, phase, events_total, events, looked_at, proofs, snapshot_at, bytes, sha256,
    file_name, error, started_at, ready_at, expires_at, updated_at
  )
  ON audit_exports TO fs_worker;
CREATE POLICY worker_edits ON audit_exports FOR UPDATE TO fs_worker USING (true) WITH CHECK (true);

-- Who asked for what is an event, and so is each new status; figures that change alone are none. The
-- person a filter names is whom it is about.
CREATE TRIGGER audit_row_change AFTER INSERT OR UPDATE OR DELETE ON audit_exports
  FOR EACH ROW EXECUTE FUNCTION audit_row_change(
    'audit-exports', 'id', 'subject_id',
    '{attempt,bytes,created_at,error,events,events_total,expires_at,format,looked_at,phase,proofs,ready_at,role,sha256,snapshot_at,started_at,status}',
    '{attempt,bytes,events,events_total,looked_at,phase,proofs,snapshot_at,started_at}', '{}'
  );
CREATE TRIGGER audit_truncate AFTER TRUNCATE ON audit_exports
  FOR EACH STATEMENT EXECUTE FUNCTION audit_truncate('audit-exports');
ALTER TABLE audit_exports ENABLE ALWAYS TRIGGER audit_row_change;
ALTER TABLE audit_exports ENABLE ALWAYS TRIGGER audit_truncate;
