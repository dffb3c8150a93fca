CREATE TABLE user_progress (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  user_id uuid NOT NULL UNIQUE REFERENCES users,
  current_streak integer NOT NULL DEFAULT 0 CHECK (current_streak >= 0),
  longest_streak integer NOT NULL DEFAULT 0,
  total_days_completed integer NOT NULL DEFAULT 0 CHECK (total_days_completed >= 0),
  total_actions_completed integer NOT NULL DEFAULT 0 CHECK (total_actions_completed >= 0),
  total_time_invested_minutes bigint NOT NULL DEFAULT 0 CHECK (total_time_invested_minutes >= 0),
  last_completion_date date,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1,
  CHECK (longest_streak >= current_streak)
);
CREATE TRIGGER touch_row BEFORE UPDATE ON user_progress
  FOR EACH ROW EXECUTE FUNCTION touch_row();

CREATE TABLE achievements (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  key text NOT NULL UNIQUE CHECK (key ~ '^[a-z][a-z0-9_]{1,62}$'),
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
  description text NOT NULL CHECK (length(description) BETWEEN 1 AND 500),
  icon text NOT NULL CHECK (length(icon) BETWEEN 1 AND 50),
  background_color text NOT NULL CHECK (background_color ~ '^#[0-9a-fA-F]{6}$'),
  criteria jsonb NOT NULL,
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1,
  -- {metric: a counter of user_progress, at_least: whole number from 1 on, category?: vision_category}
  CONSTRAINT achievements_criteria_shape CHECK (
    jsonb_typeof(criteria) = 'object'
    AND criteria - ARRAY['metric', 'at_least', 'category'] = '{}'
    AND coalesce(criteria ->> 'metric', '') IN (
      'current_streak', 'longest_streak', 'total_days_completed', 'total_actions_completed',
      'total_time_invested_minutes'
    )
    AND coalesce((criteria -> 'at_least')::text, '') ~ '^[1-9][0-9]{0,8}$'
    AND coalesce(criteria -> 'category', '"health"')
      IN ('"health"', '"career"', '"relationships"', '"personal-growth"')
  )
);
CREATE TRIGGER touch_row BEFORE UPDATE ON achievements
  FOR EACH ROW EXECUTE FUNCTION touch_row();

CREATE TABLE user_achievements (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  user_id uuid NOT NULL REFERENCES users,
  achievement_id uuid NOT NULL REFERENCES achievements,
  earned_at timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (user_id, achievement_id)
);
CREATE INDEX user_achievements_achievement_id_idx ON user_achievements (achievement_id);
