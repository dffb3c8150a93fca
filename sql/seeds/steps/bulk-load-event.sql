-- One event for the load, before it: the row triggers are silent for the tables that it names.
SELECT set_config(
  'app.bulk_load',
  record_event(
    'bulk-load', 'seeds', NULL, NULL,
    jsonb_build_object(
      'users', (SELECT count(*) FROM seed_people),
      'resources', ARRAY[
        'organization-invitations', 'organization-members', 'organizations', 'subscriptions',
        'team-members', 'teams', 'user-consents', 'user-oauth-providers', 'users'
      ]
    )
  )::text,
  true
);
