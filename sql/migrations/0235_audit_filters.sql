-- By these columns, too, a page of the trail is chosen. A code names a kind of reason; a row's id stands
-- there as a pseudonym where the row is a person's.
GRANT SELECT (resource_id, reason_code)
  ON audit_log TO fs_support, fs_compliance, fs_dpo, fs_sre, fs_auditor, fs_admin;

-- `search`: in the reasons that staff typed; support within the history of the person shown. `list-actors`:
-- the names of colleagues, which who reads the whole trail finds at its events anyway; no address, no state.
INSERT INTO staff_permissions (role, resource, verb) VALUES
  ('support', 'audit-log', 'search'),
  ('compliance', 'audit-log', 'search'),
  ('dpo', 'audit-log', 'search'),
  ('auditor', 'audit-log', 'search'),
  ('compliance', 'audit-log', 'list-actors'),
  ('dpo', 'audit-log', 'list-actors'),
  ('auditor', 'audit-log', 'list-actors');
