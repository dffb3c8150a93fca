-- What people plan and do; one of them ten thousand times as diligent as the others.
INSERT INTO visions (id, user_id, category, title, description, created_at, updated_at, deleted_at)
SELECT
  uuidv7_at(p.created_at), p.id,
  (ARRAY['health', 'career', 'relationships', 'personal-growth'])[1 + p.n % 4],
  (ARRAY['Run a marathon', 'Learn to play the piano', 'Spend time with the family', 'Run a company'])
    [1 + (p.n / 4) % 4],
  CASE WHEN p.n % 2 = 0 THEN 'Every morning, with a plan for the week and time to rest.' END,
  p.created_at, p.created_at, CASE WHEN p.n % 20 = 0 THEN now() END
FROM volume_people AS p
WHERE p.n % 2 = 0
UNION ALL
SELECT
  uuidv7_at(now() - interval '1 hour' * turn), p.id, 'health', 'Run a marathon, year ' || turn, NULL,
  now() - interval '1 hour' * turn, now(), NULL
FROM volume_people AS p
CROSS JOIN generate_series(1, 2000) AS turn
WHERE p.n = 1;

INSERT INTO daily_actions (
  id, user_id, title, description, status, date, completed_at, created_at, updated_at
)
SELECT
  uuidv7_at(done), p.id,
  (ARRAY['Morning run', 'Read twenty pages', 'Call the family', 'Run through the plan', 'Stretch'])
    [1 + (p.n + turn) % 5],
  CASE WHEN turn % 4 = 0 THEN 'Before breakfast, whatever the weather.' END,
  'completed', done::date, done, done, done
FROM volume_people AS p
CROSS JOIN LATERAL generate_series(
  1, CASE WHEN p.n = 1 THEN 20000 WHEN p.n % 4 = 0 THEN 4 ELSE 0 END
) AS turn
CROSS JOIN LATERAL (SELECT now() - interval '1 hour' * (turn + p.n % 24) AS done) AS moment;
