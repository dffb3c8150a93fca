-- One that is not over for nearly everybody, in every state; and for some who came back, an old one.
INSERT INTO subscriptions (
  id, user_id, plan, status, stripe_customer_id, stripe_subscription_id, current_period_start,
  current_period_end, trial_ends_at, canceled_at, created_at, updated_at
)
SELECT
  pg_temp.seed_id(p.joined_at, 'subscription ' || p.n),
  p.id,
  s.plan,
  s.status,
  CASE WHEN s.paid THEN 'cus_demo' || substr(md5('customer ' || p.n), 1, 14) END,
  CASE WHEN s.paid THEN 'sub_demo' || substr(md5('subscription ' || p.n), 1, 20) END,
  s.starts_at,
  s.starts_at + interval '1 month',
  CASE WHEN s.status = 'trial' THEN p.joined_at + interval '14 days' END,
  CASE WHEN s.status = 'canceled' THEN coalesce(p.stopped_at, s.starts_at + interval '3 days') END,
  p.joined_at,
  greatest(p.joined_at, s.starts_at)
FROM seed_people AS p
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN p.joined_at > pg_temp.moment() - interval '14 days' THEN 'trial'
      WHEN p.fate = 'deleted' OR pg_temp.chance(p.n, 100) < 0.12 THEN 'canceled'
      WHEN pg_temp.chance(p.n, 100) < 0.18 THEN 'past_due'
      WHEN pg_temp.chance(p.n, 100) < 0.23 THEN 'unpaid'
      ELSE 'active'
    END AS status
) AS state
CROSS JOIN LATERAL (
  SELECT
    state.status,
    CASE
      WHEN state.status = 'active' AND pg_temp.chance(p.n, 101) < 0.55 THEN 'free'
      WHEN pg_temp.chance(p.n, 101) < 0.94 THEN 'pro'
      ELSE 'enterprise'
    END AS plan,
    state.status <> 'trial' AND NOT (state.status = 'active' AND pg_temp.chance(p.n, 101) < 0.55)
      AS paid,
    greatest(p.joined_at, pg_temp.moment() - interval '1 day' * pg_temp.pick(p.n, 102, 28)) AS starts_at
) AS s;

INSERT INTO subscriptions (
  id, user_id, plan, status, stripe_customer_id, stripe_subscription_id, current_period_start,
  current_period_end, canceled_at, created_at, updated_at
)
SELECT
  pg_temp.seed_id(p.joined_at, 'earlier subscription ' || p.n),
  p.id,
  'pro',
  'canceled',
  'cus_demo' || substr(md5('customer ' || p.n), 1, 14),
  'sub_demo' || substr(md5('earlier subscription ' || p.n), 1, 20),
  p.joined_at,
  p.joined_at + interval '1 month',
  p.joined_at + interval '20 days',
  p.joined_at,
  p.joined_at + interval '20 days'
FROM seed_people AS p
WHERE p.joined_at < pg_temp.moment() - interval '90 days' AND pg_temp.chance(p.n, 103) < 0.12
