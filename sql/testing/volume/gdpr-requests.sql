-- A fifth of the people asked once; nearly all of it is done with.
INSERT INTO staff (id, email, name, role, password_hash)
SELECT
  uuidv7(), 'colleague' || n || '@volume.example', 'Colleague ' || n,
  (ARRAY['support', 'support', 'support', 'compliance', 'dpo', 'sre', 'auditor', 'admin'])[1 + n % 8],
  'none'
FROM generate_series(1, 40) AS n;

INSERT INTO gdpr_requests (
  id, user_id, type, channel, state, received_on, created_by_staff, created_at, updated_at
)
SELECT
  uuidv7_at(filed), p.id,
  (ARRAY['access', 'access', 'access', 'erasure', 'rectification', 'objection'])[1 + (p.n / 5) % 6],
  CASE WHEN s.id IS NULL THEN 'token' ELSE 'email' END,
  CASE
    WHEN p.n % 100 = 0 THEN 'received'
    WHEN p.n % 300 = 5 THEN 'executing'
    ELSE 'completed'
  END,
  filed::date, s.id, filed, filed
FROM volume_people AS p
CROSS JOIN LATERAL (SELECT p.created_at + (now() - p.created_at) * random() AS filed) AS moment
LEFT JOIN (SELECT row_number() OVER (ORDER BY id) AS place, id FROM staff) AS s
  ON s.place = p.n / 5 % 80
WHERE p.n % 5 = 0
ORDER BY random();

INSERT INTO gdpr_exports (request_id, user_id, status, file_name, sha256, ready_at, expires_at)
SELECT id, user_id, 'expired', id || '.zip', sha256('export'), created_at, created_at
FROM gdpr_requests
WHERE type = 'access' AND state = 'completed';
