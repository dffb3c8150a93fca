-- Everybody has one, most of them free and without a period; one in five has a past one too.
INSERT INTO subscriptions (
  id, user_id, plan, status, current_period_start, current_period_end, trial_ends_at, canceled_at,
  created_at, updated_at
)
SELECT
  uuidv7_at(began),
  p.id,
  plan,
  status,
  CASE WHEN plan <> 'free' THEN began END,
  CASE WHEN plan <> 'free' THEN began + interval '400 days' * random() + interval '1 hour' END,
  CASE WHEN status = 'trial' THEN began + interval '14 days' END,
  CASE WHEN status = 'canceled' THEN began + interval '30 days' END,
  began,
  began
FROM volume_people AS p
CROSS JOIN generate_series(1, CASE WHEN p.n % 5 = 0 THEN 2 ELSE 1 END) AS turn
CROSS JOIN LATERAL (
  SELECT
    p.created_at + interval '1 day' * turn AS began,
    (ARRAY['free', 'free', 'free', 'free', 'free', 'free', 'free', 'pro', 'pro', 'enterprise'])
      [1 + (p.n / 7) % 10] AS plan,
    CASE
      WHEN turn = 2 THEN 'canceled'
      ELSE (ARRAY['active', 'active', 'active', 'active', 'active', 'active', 'active', 'trial',
        'past_due', 'unpaid', 'canceled'])[1 + (p.n / 3) % 11]
    END AS status
) AS kind
ORDER BY random();
