-- Of an export's events, those that are not what was sealed. Null until it is ready, and of exports that were
-- made before they were counted: what has no proof may then not be sealed yet.
ALTER TABLE audit_exports ADD COLUMN broken bigint;
ALTER TABLE audit_exports
  ADD CONSTRAINT audit_exports_broken_check CHECK (broken >= 0) NOT VALID;
GRANT UPDATE (broken) ON audit_exports TO fs_worker;

-- A figure like the others beside it.
CREATE OR REPLACE TRIGGER audit_row_change AFTER INSERT OR UPDATE OR DELETE ON audit_exports
  FOR EACH ROW EXECUTE FUNCTION audit_row_change(
    'audit-exports', 'id', 'subject_id',
    '{attempt,broken,bytes,created_at,error,events,events_total,expires_at,format,looked_at,phase,proofs,ready_at,role,sha256,snapshot_at,started_at,status}',
    '{attempt,broken,bytes,events,events_total,looked_at,phase,proofs,snapshot_at,started_at}', '{}'
  );
ALTER TABLE audit_exports ENABLE ALWAYS TRIGGER audit_row_change;
