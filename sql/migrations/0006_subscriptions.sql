CREATE TABLE subscriptions (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  user_id uuid NOT NULL REFERENCES users,
  plan plan NOT NULL DEFAULT 'free',
  status subscription_status NOT NULL DEFAULT 'trial',
  stripe_customer_id text CHECK (stripe_customer_id ~ '^cus_[A-Za-z0-9]+$'),
  stripe_subscription_id text UNIQUE CHECK (stripe_subscription_id ~ '^sub_[A-Za-z0-9]+$'),
  current_period_start timestamptz,
  current_period_end timestamptz,
  trial_ends_at timestamptz,
  canceled_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1,
  CHECK (current_period_end > current_period_start),
  CHECK (status <> 'canceled' OR canceled_at IS NOT NULL)
);
-- A person has one subscription that is not over; past ones stay.
CREATE UNIQUE INDEX subscriptions_live_key ON subscriptions (user_id) WHERE status <> 'canceled';
CREATE INDEX subscriptions_user_id_idx ON subscriptions (user_id, created_at);
CREATE TRIGGER touch_row BEFORE UPDATE ON subscriptions
  FOR EACH ROW EXECUTE FUNCTION touch_row();
