-- Monthly range partitions in UTC, made ahead by make_partitions(); none is the default partition, so
-- that a missing month is an error that is seen and not a heap that cannot be split.
-- No foreign key to users: it would make every ATTACH lock users.
CREATE TABLE analytics_events (
  id uuid NOT NULL DEFAULT uuidv7(),
  at timestamptz NOT NULL DEFAULT now(),
  user_id uuid,
  organization_id uuid,
  session_id uuid,
  name text NOT NULL CHECK (name ~ '^[a-z][a-z0-9_.]{1,99}$'),
  properties jsonb NOT NULL DEFAULT '{}'
    CHECK (jsonb_typeof(properties) = 'object' AND pg_column_size(properties) <= 8192),
  address inet,
  agent text CHECK (length(agent) <= 512),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX analytics_events_user_id_idx ON analytics_events (user_id, at);
CREATE INDEX analytics_events_name_idx ON analytics_events (name, at);
