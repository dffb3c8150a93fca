-- One to three actions a day, on the person's visions in turn. Hours follow the day: before work, at
-- noon, in the evening; two hours later at weekends. What would be done later today is still pending.
-- Kept aside too: a step that joined daily_actions to the people would read everybody's (half of a
-- batch's time at 300,000 actions, and growing with each).
CREATE TEMP TABLE seed_actions ON COMMIT DROP AS
SELECT
  pg_temp.seed_id(a.planned_at, 'action ' || a.key) AS id,
  a.n,
  a.user_id,
  v.id AS vision_id,
  (ARRAY[
    'Thirty minutes for it', 'Prepare the next step', 'Do the hardest part first', 'Ten quiet minutes',
    'Ask somebody who knows', 'Review the week', 'Put the shoes by the door', 'Write one page'
  ])[pg_temp.pick(a.key, 130, 8)] AS title,
  a.status,
  a.day AS date,
  a.estimated AS estimated_minutes,
  CASE WHEN a.status = 'completed' THEN greatest(5, round(a.estimated * (0.6 + 0.9 * pg_temp.chance(a.key, 131))))::int END
    AS actual_minutes,
  pg_temp.chance(a.key, 132) < 0.3 AS ai_generated,
  CASE WHEN pg_temp.chance(a.key, 132) < 0.3 THEN 'A small step keeps the streak.' END AS ai_reasoning,
  CASE WHEN a.status = 'completed' THEN a.done_at END AS completed_at,
  a.planned_at AS created_at,
  CASE WHEN a.status IN ('completed', 'in_progress') THEN least(a.done_at, pg_temp.moment()) ELSE a.planned_at END
    AS updated_at
FROM (
  SELECT
    t.*,
    CASE
      WHEN t.done_at > pg_temp.moment()
        THEN CASE WHEN pg_temp.chance(t.key, 133) < 0.3 THEN 'in_progress' ELSE 'pending' END
      WHEN pg_temp.chance(t.key, 134) < 0.8 THEN 'completed'
      WHEN pg_temp.chance(t.key, 134) < 0.93 THEN 'skipped'
      ELSE 'pending'
    END AS status
  FROM (
    SELECT
      d.user_id,
      d.n,
      d.day,
      k,
      d.key * 10 + k AS key,
      5 * pg_temp.pick(d.key * 10 + k, 135, 12) AS estimated,
      least(
        pg_temp.moment(),
        greatest(d.joined_at, (d.day + interval '5 hours' + interval '1 minute' * k) AT TIME ZONE d.timezone)
      ) AS planned_at,
      greatest(
        d.joined_at + interval '15 minutes',
        (
          d.day
          + interval '1 hour' * (
            (ARRAY[6, 7, 7, 7, 8, 8, 9, 12, 12, 13, 17, 18, 18, 19, 19, 20, 20, 21])[pg_temp.pick(d.key * 10 + k, 136, 18)]
            + CASE WHEN extract(isodow FROM d.day) >= 6 THEN 2 ELSE 0 END
          )
          + interval '1 hour' * pg_temp.chance(d.key * 10 + k, 137)
        ) AT TIME ZONE d.timezone
      ) AS done_at
    FROM seed_days AS d
    CROSS JOIN LATERAL generate_series(1, pg_temp.pick(d.key, 138, 3)) AS k
    -- OFFSET 0 keeps the subquery whole: pulled up, each use of done_at would compute it again.
    OFFSET 0
  ) AS t
  OFFSET 0
) AS a
JOIN (
  SELECT
    v.id,
    v.user_id,
    row_number() OVER (PARTITION BY v.user_id ORDER BY v.created_at) - 1 AS place,
    count(*) OVER (PARTITION BY v.user_id) AS visions
  FROM visions AS v
  JOIN seed_people AS p ON p.id = v.user_id
) AS v ON v.user_id = a.user_id AND v.place = a.key % v.visions;

ANALYZE seed_actions;

INSERT INTO daily_actions (
  id, user_id, vision_id, title, status, date, estimated_minutes, actual_minutes, ai_generated,
  ai_reasoning, completed_at, created_at, updated_at
)
SELECT
  id, user_id, vision_id, title, status, date, estimated_minutes, actual_minutes, ai_generated,
  ai_reasoning, completed_at, created_at, updated_at
FROM seed_actions;

INSERT INTO action_timing_sessions (id, action_id, user_id, started_at, ended_at, paused_minutes, created_at)
SELECT
  pg_temp.seed_id(s.started_at, 'timing ' || a.id),
  a.id,
  a.user_id,
  s.started_at,
  a.completed_at,
  0,
  s.started_at
FROM seed_actions AS a
CROSS JOIN LATERAL (
  SELECT a.completed_at - interval '1 minute' * a.actual_minutes AS started_at
) AS s
WHERE a.status = 'completed' AND pg_temp.chance(hashtextextended(a.id::text, 0), 139) < 0.15
