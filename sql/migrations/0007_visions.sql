CREATE TABLE visions (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  user_id uuid NOT NULL REFERENCES users,
  category vision_category NOT NULL,
  -- What the old browser data called it, where that is none of ours.
  imported_category text CHECK (length(imported_category) <= 100),
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  description text CHECK (length(description) <= 10000),
  -- 1 is the highest.
  priority smallint NOT NULL DEFAULT 3 CHECK (priority BETWEEN 1 AND 5),
  -- A week's budget.
  time_allocation_minutes minutes,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  UNIQUE (id, user_id)
);
CREATE INDEX visions_user_id_idx ON visions (user_id, created_at);
CREATE TRIGGER touch_row BEFORE UPDATE ON visions FOR EACH ROW EXECUTE FUNCTION touch_row();

CREATE TABLE vision_ai_analyses (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  vision_id uuid NOT NULL,
  user_id uuid NOT NULL,
  themes text[] NOT NULL DEFAULT '{}',
  key_goals text[] NOT NULL DEFAULT '{}',
  suggested_actions text[] NOT NULL DEFAULT '{}',
  time_complexity time_complexity NOT NULL,
  feasibility_score numeric(4, 3) NOT NULL CHECK (feasibility_score BETWEEN 0 AND 1),
  improvements text[] NOT NULL DEFAULT '{}',
  model text NOT NULL CHECK (length(model) BETWEEN 1 AND 100),
  created_at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (vision_id, user_id) REFERENCES visions (id, user_id)
);
CREATE INDEX vision_ai_analyses_vision_id_idx ON vision_ai_analyses (vision_id, created_at);
CREATE INDEX vision_ai_analyses_user_id_idx ON vision_ai_analyses (user_id);

CREATE TABLE vision_time_allocations (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  vision_id uuid NOT NULL,
  user_id uuid NOT NULL,
  week_start date NOT NULL CHECK (extract(isodow FROM week_start) = 1),
  planned_minutes minutes NOT NULL,
  spent_minutes minutes NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (vision_id, week_start),
  FOREIGN KEY (vision_id, user_id) REFERENCES visions (id, user_id)
);
CREATE INDEX vision_time_allocations_user_id_idx ON vision_time_allocations (user_id, week_start);

CREATE TABLE time_budget_allocations (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  user_id uuid NOT NULL REFERENCES users,
  category vision_category NOT NULL,
  week_start date NOT NULL CHECK (extract(isodow FROM week_start) = 1),
  allocated_minutes minutes NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (user_id, week_start, category)
);
