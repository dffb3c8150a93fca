INSERT INTO visions (
  id, user_id, category, imported_category, title, description, priority, time_allocation_minutes,
  created_at, updated_at
)
SELECT
  pg_temp.seed_id(v.at, 'vision ' || p.n || ' ' || k),
  p.id,
  v.category,
  CASE WHEN pg_temp.chance(v.key, 110) < 0.05 THEN 'My ' || v.category END,
  CASE v.category
    WHEN 'health' THEN (ARRAY['Run a half marathon', 'Sleep before eleven', 'Cook at home', 'Walk every day', 'Swim twice a week'])[v.choice]
    WHEN 'career' THEN (ARRAY['Lead a team', 'Learn to write well', 'Finish the certificate', 'Change to three deep days', 'Speak at a meet-up'])[v.choice]
    WHEN 'relationships' THEN (ARRAY['Call the family on Sundays', 'More evenings with friends', 'Be home for dinner', 'Write letters again', 'Weekends without a phone'])[v.choice]
    ELSE (ARRAY['Read twenty books', 'Learn Portuguese', 'Play the piano', 'Meditate daily', 'Keep a journal'])[v.choice]
  END,
  CASE WHEN pg_temp.chance(v.key, 111) < 0.7 THEN 'In a year I want this to be a habit, and to look back at it.' END,
  least(5, k + pg_temp.pick(v.key, 112, 2) - 1),
  30 * pg_temp.pick(v.key, 113, 12),
  v.at,
  v.at
FROM seed_people AS p
CROSS JOIN LATERAL generate_series(1, pg_temp.pick(p.n, 114, 3)) AS k
CROSS JOIN LATERAL (
  SELECT
    p.n * 10 + k AS key,
    pg_temp.pick(p.n * 10 + k, 115, 5) AS choice,
    (ARRAY['health', 'career', 'relationships', 'personal-growth'])[1 + (p.n + k) % 4] AS category,
    p.joined_at + interval '11 minutes' * k AS at
) AS v
WHERE p.fate <> 'never started';

INSERT INTO vision_ai_analyses (
  id, vision_id, user_id, themes, key_goals, suggested_actions, time_complexity, feasibility_score,
  improvements, model, created_at
)
SELECT
  pg_temp.seed_id(v.created_at + interval '20 seconds', 'analysis ' || v.id),
  v.id,
  v.user_id,
  ARRAY[v.category, 'habit', 'consistency'],
  ARRAY[v.title, 'Keep going for eight weeks'],
  ARRAY['Start with ten minutes', 'Pick a fixed hour', 'Tell somebody about it'],
  (ARRAY['low', 'medium', 'high'])[pg_temp.pick(v.key, 116, 3)],
  round((0.35 + 0.6 * pg_temp.chance(v.key, 117))::numeric, 3),
  ARRAY['Say how you will know that it is done'],
  'futuresync-coach-2',
  v.created_at + interval '20 seconds'
FROM (
  SELECT v.*, hashtextextended(v.id::text, 0) AS key
  FROM visions AS v
  JOIN seed_people AS p ON p.id = v.user_id
) AS v
WHERE pg_temp.chance(v.key, 118) < 0.6
