-- $1: how many events, over six months. Colleagues read and search all day; one of them, one person and
-- one job stand out. A fifth of what colleagues do has a reason, nearly half of them the same, one in 500 a
-- text that is rare. Leaf and commitment are of the right size and prove nothing.
INSERT INTO job_runs (id, job, started_at, finished_at, status)
SELECT uuidv7_at(began), 'expire-exports', began, began, 'succeeded'
FROM (SELECT now() - interval '170 days' * n / 2000 AS began FROM generate_series(1, 2000) AS n) AS run;

INSERT INTO audit_pseudonyms (real_id, user_id) SELECT id, id FROM volume_people;
INSERT INTO audit_pseudonyms (real_id) SELECT id FROM staff;
INSERT INTO audit_pseudonyms (real_id, pseudonym) SELECT id, id FROM job_runs;

CREATE TEMP TABLE volume_actors ON COMMIT DROP AS
SELECT 'staff' AS kind, row_number() OVER (ORDER BY s.id) AS place, p.pseudonym
FROM staff AS s JOIN audit_pseudonyms AS p ON p.real_id = s.id
UNION ALL
SELECT 'job', row_number() OVER (ORDER BY r.id), r.id FROM job_runs AS r
UNION ALL
SELECT 'user', v.n, p.pseudonym FROM volume_people AS v JOIN audit_pseudonyms AS p ON p.real_id = v.id;
CREATE INDEX ON volume_actors (kind, place);
ANALYZE volume_actors;

INSERT INTO audit_log (
  id, at, epoch, canon, actor_kind, actor, actor_role, subject, action, resource, resource_id,
  request_id, reason_code, details, pii, pii_salt, pii_commit, leaf, tx
)
SELECT
  uuidv7_at(at), at, 1, 1, event.kind, actor.pseudonym, 'fs_' || event.kind,
  subject.pseudonym, action, resource, subject.pseudonym, gen_random_uuid(),
  CASE WHEN event.kind = 'staff' AND n % 7 = 0 THEN (ARRAY['called', 'called', 'fraud', 'legal'])[1 + n / 7 % 4] END,
  '{"columns": ["display_name", "locale"]}',
  '{"old": {"display_name": "Anna"}, "new": {"display_name": "Hanna"}, "address": "203.0.113.9", "agent": "Mozilla/5.0 (X11; Linux x86_64)"}'::jsonb
    || CASE
      WHEN event.kind <> 'staff' OR n / 10 % 5 > 0 THEN '{}'
      WHEN n % 25001 = 0 THEN '{"reason": "Asked about the lighthouse"}'
      WHEN n / 50 % 500 = 0 THEN '{"reason": "Wrote that an invoice is wrong"}'
      WHEN n / 50 % 10 = 0 THEN '{"reason": "Wanted to hear about a refund"}'
      ELSE jsonb_build_object('reason', (ARRAY['Called by telephone', 'Called by telephone',
        'Wrote a letter, see the ticket', 'Password forgotten'])[1 + n / 50 % 4])
    END,
  sha256('salt'), sha256('commitment'), sha256('leaf'), (1000 + n / 4)::text::xid8
FROM (
  SELECT
    n,
    now() - interval '150 days' * (1 - n::float8 / $1::int) AS at,
    CASE WHEN n % 10 < 7 THEN 'staff' WHEN n % 10 < 9 THEN 'job' ELSE 'user' END AS kind,
    CASE
      WHEN n % 10 IN (7, 8) THEN (ARRAY['expire', 'export'])[1 + n / 10 % 2]
      ELSE (ARRAY['show', 'show', 'list', 'list', 'search', 'update', 'sign-in', 'refused'])
        [1 + n / 10 % 8]
    END AS action
  FROM generate_series(1, $1::int) AS n
) AS event
CROSS JOIN LATERAL (
  SELECT CASE
    WHEN action = 'sign-in' THEN 'session'
    WHEN event.kind = 'job' THEN 'gdpr-requests'
    WHEN n % 37 = 0 THEN 'staff'
    ELSE (ARRAY['users', 'users', 'users', 'organizations', 'subscriptions'])[1 + n / 80 % 5]
  END AS resource
) AS object
LEFT JOIN volume_actors AS actor ON actor.kind = event.kind AND actor.place = CASE
  WHEN event.kind = 'user' THEN 1 + n / 2
  WHEN event.kind = 'job' THEN 1 + n % 2000
  WHEN n % 3 = 0 THEN 1
  ELSE 1 + n % 40
END
LEFT JOIN volume_actors AS subject ON subject.kind = 'user'
  AND resource IN ('users', 'gdpr-requests') AND subject.place = CASE
    WHEN n % 800 = 0 THEN 1
    ELSE 1 + n % 200000
  END;
