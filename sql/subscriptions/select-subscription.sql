SELECT id, user_id, plan, status, stripe_customer_id, stripe_subscription_id, current_period_start,
  current_period_end, trial_ends_at, canceled_at, created_at, updated_at, version
FROM subscriptions
WHERE id = $1;
