CREATE TABLE user_notifications (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  user_id uuid NOT NULL REFERENCES users,
  kind notification_kind NOT NULL,
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  body text CHECK (length(body) <= 2000),
  action_path text CHECK (length(action_path) <= 500 AND action_path ~ '^/'),
  read_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX user_notifications_user_id_idx ON user_notifications (user_id, created_at);

CREATE TABLE user_notification_preferences (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  user_id uuid NOT NULL UNIQUE REFERENCES users,
  email_enabled boolean NOT NULL DEFAULT true,
  push_enabled boolean NOT NULL DEFAULT true,
  weekly_summary boolean NOT NULL DEFAULT true,
  victory_interactions boolean NOT NULL DEFAULT true,
  -- Local time of the daily reminder; NULL: none.
  daily_reminder_at time,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1
);
CREATE TRIGGER touch_row BEFORE UPDATE ON user_notification_preferences
  FOR EACH ROW EXECUTE FUNCTION touch_row();
