-- The table "Who may do what": which verbs a role has on a resource. Whether a verb is allowed on one
-- record (four eyes, state, last owner) is decided where the verb is done, and in the database.
INSERT INTO staff_permissions (role, resource, verb)
SELECT allowed.role, resource, verb
FROM (VALUES
  ('support', '{users}', '{list,show,update,suspend,unsuspend,reveal,revoke-sessions}'),
  ('support', '{organizations,teams,subscriptions}', '{list,show}'),
  ('support', '{organization-members}', '{list,show,create,update,delete}'),
  ('support', '{organization-invitations}', '{list,show}'),
  ('support', '{gdpr-requests}', '{list,show,create,verify-identity}'),
  -- Of the user whose page is open: the database shows no other events.
  ('support', '{audit-log}', '{list,show}'),

  ('compliance', '{users}', '{list,show,reveal,restrict}'),
  ('compliance', '{organizations,teams,organization-members,organization-invitations,subscriptions}',
    '{list,show}'),
  ('compliance', '{gdpr-requests}',
    '{list,show,create,verify-identity,plan,submit,approve,return,extend,withdraw,download}'),
  ('compliance', '{audit-log}', '{list,show,verify,export}'),

  ('dpo', '{users}', '{list,show,reveal,restrict}'),
  ('dpo', '{organizations,teams,organization-members,organization-invitations,subscriptions}',
    '{list,show}'),
  ('dpo', '{gdpr-requests}',
    '{list,show,create,verify-identity,plan,submit,approve,return,extend,withdraw,download,refuse,prepare-bulk}'),
  ('dpo', '{legal-holds}', '{list,show,create,update,delete}'),
  ('dpo', '{audit-log}', '{list,show,verify,export}'),

  -- Of jobs.
  ('sre', '{audit-log}', '{list,show}'),
  ('sre', '{job-runs,partitions,indexes,backups,queries}', '{list,show,run,acknowledge}'),

  ('auditor', '{gdpr-requests,legal-holds}', '{list,show}'),
  ('auditor', '{audit-log}', '{list,show,verify,export}'),
  ('auditor', '{job-runs,partitions,indexes,backups,queries}', '{list,show}'),
  ('auditor', '{staff}', '{list,show}'),

  ('admin', '{users}', '{list,show}'),
  ('admin', '{organizations,teams,organization-members,organization-invitations,subscriptions}',
    '{list,show,update}'),
  -- Of staff.
  ('admin', '{audit-log}', '{list,show}'),
  ('admin', '{job-runs,partitions,indexes,backups,queries}', '{list,show}'),
  ('admin', '{staff}', '{list,show,create,update}')
) AS allowed (role, resources, verbs)
CROSS JOIN LATERAL unnest(allowed.resources::text[]) AS resource
CROSS JOIN LATERAL unnest(allowed.verbs::text[]) AS verb;
