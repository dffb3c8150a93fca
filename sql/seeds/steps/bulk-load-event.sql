-- One event for the load: the row triggers were told to be silent (app.bulk_load).
SELECT record_event(
  'bulk-load', 'seeds', NULL, NULL,
  jsonb_build_object('users', (SELECT count(*) FROM seed_people))
)
