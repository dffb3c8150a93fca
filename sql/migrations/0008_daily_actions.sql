CREATE TABLE daily_actions (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  user_id uuid NOT NULL REFERENCES users,
  vision_id uuid,
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
  description text CHECK (length(description) <= 5000),
  status action_status NOT NULL DEFAULT 'pending',
  -- The person's own day, in the person's time zone.
  date date NOT NULL,
  estimated_minutes minutes,
  actual_minutes minutes,
  ai_generated boolean NOT NULL DEFAULT false,
  ai_reasoning text CHECK (length(ai_reasoning) <= 5000),
  completed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  UNIQUE (id, user_id),
  -- An action hangs only on a vision of the same person (not checked while vision_id is NULL).
  FOREIGN KEY (vision_id, user_id) REFERENCES visions (id, user_id),
  CHECK ((status = 'completed') = (completed_at IS NOT NULL))
);
CREATE INDEX daily_actions_user_id_idx ON daily_actions (user_id, date);
CREATE INDEX daily_actions_vision_id_idx ON daily_actions (vision_id) WHERE vision_id IS NOT NULL;
CREATE TRIGGER touch_row BEFORE UPDATE ON daily_actions
  FOR EACH ROW EXECUTE FUNCTION touch_row();

CREATE TABLE action_timing_sessions (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  action_id uuid NOT NULL,
  user_id uuid NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  paused_minutes minutes NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (action_id, user_id) REFERENCES daily_actions (id, user_id),
  CHECK (ended_at >= started_at)
);
CREATE INDEX action_timing_sessions_action_id_idx ON action_timing_sessions (action_id);
CREATE INDEX action_timing_sessions_user_id_idx ON action_timing_sessions (user_id, started_at);
