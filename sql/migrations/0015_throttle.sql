-- Attempts counted over all processes, in the shape that rate-limiter-flexible reads and writes.
-- Keys are keyed hashes: no address and no e-mail lies here. `expire` is milliseconds since 1970.
CREATE TABLE throttle (
  key text PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX throttle_expire_idx ON throttle (expire);
