INSERT INTO victory_posts (
  id, user_id, organization_id, action_id, title, content, visibility, created_at, updated_at
)
SELECT
  pg_temp.seed_id(a.completed_at, 'post ' || a.id),
  a.user_id,
  CASE WHEN pg_temp.chance(a.key, 150) < 0.7 THEN m.organization_id END,
  a.id,
  (ARRAY['Done!', 'One more', 'It was easier than I thought', 'Another day, another step', 'Finally'])
    [pg_temp.pick(a.key, 151, 5)],
  CASE WHEN pg_temp.chance(a.key, 152) < 0.5 THEN 'Started tired, finished glad. ' || a.title || '.' END,
  CASE
    WHEN m.organization_id IS NOT NULL AND pg_temp.chance(a.key, 150) < 0.7 THEN 'organization'
    WHEN pg_temp.chance(a.key, 153) < 0.5 THEN 'public'
    ELSE 'private'
  END,
  a.completed_at,
  a.completed_at
FROM (
  SELECT d.*, hashtextextended(d.id::text, 0) AS key
  FROM seed_actions AS d
  WHERE d.status = 'completed'
) AS a
LEFT JOIN LATERAL (
  SELECT organization_id
  FROM organization_members
  WHERE user_id = a.user_id AND joined_at < a.completed_at
  ORDER BY joined_at
  LIMIT 1
) AS m ON true
WHERE pg_temp.chance(a.key, 154) < 0.03;

-- Colleagues answer posts in their organization, anybody (of this load) the public ones.
INSERT INTO victory_post_interactions (id, post_id, user_id, kind, body, created_at)
SELECT
  pg_temp.seed_id(i.at, 'interaction ' || i.post_id || ' ' || i.user_id),
  i.post_id,
  i.user_id,
  i.kind,
  CASE
    WHEN i.kind = 'comment'
      THEN (ARRAY['Well done!', 'Bravo!', 'You keep me going', 'Tell me how', '加油！'])[pg_temp.pick(i.key, 155, 5)]
  END,
  i.at
FROM (
  SELECT
    v.id AS post_id,
    reader.id AS user_id,
    reader.key,
    (ARRAY['like', 'like', 'celebrate', 'comment'])[pg_temp.pick(reader.key, 156, 4)] AS kind,
    least(pg_temp.moment(), v.created_at + interval '2 days' * pg_temp.chance(reader.key, 157)) AS at
  FROM victory_posts AS v
  JOIN seed_people AS author ON author.id = v.user_id
  CROSS JOIN LATERAL (
    SELECT m.user_id AS id, hashtextextended(v.id::text || m.user_id::text, 0) AS key, m.joined_at
    FROM organization_members AS m
    WHERE v.visibility = 'organization' AND m.organization_id = v.organization_id
      AND pg_temp.chance(hashtextextended(v.id::text || m.user_id::text, 0), 158) < 0.05
    UNION ALL
    SELECT q.id, hashtextextended(v.id::text || q.id::text, 0), q.joined_at
    FROM seed_people AS q
    WHERE v.visibility = 'public' AND q.fate = 'active'
      AND q.n = author.n + pg_temp.pick(author.n, 159, 40)
  ) AS reader
  WHERE reader.id <> v.user_id AND reader.joined_at < v.created_at
) AS i
