-- The people whom events are about, and the colleague who looks at them. Each has been seen before: an
-- event's first pseudonym is made once in a person's life.
BEGIN;
SET LOCAL app.bulk_load = 'on';
INSERT INTO users (email, name)
SELECT 'person' || n || '@example.com', 'Person ' || n FROM generate_series(1, 1000) AS n;
INSERT INTO staff (email, name, role, password_hash)
VALUES ('support@example.com', 'Support', 'support', 'none');
INSERT INTO audit_pseudonyms (real_id, user_id) SELECT id, id FROM users;
INSERT INTO audit_pseudonyms (real_id) SELECT id FROM staff;
COMMIT;

-- What a client does, over and over in the server itself: a driver between the acts would take the time
-- that is to be compared, and on few cores most of it. Every act is one of the product's own, as the role
-- and with the settings of a request. Answers how many were done.
CREATE PROCEDURE bench_acts(
  act text, people uuid[], milliseconds int, per_transaction int, INOUT acts int DEFAULT 0
)
  LANGUAGE plpgsql
  AS $$
DECLARE
  until CONSTANT timestamptz := clock_timestamp() + milliseconds * interval '1 millisecond';
  person uuid;
BEGIN
  WHILE clock_timestamp() < until LOOP
    FOR turn IN 1 .. per_transaction LOOP
      person := people[1 + floor(random() * cardinality(people))::int];
      IF act = 'look' THEN
        PERFORM record_event('show', 'users', person, person, '{"shown": ["name", "email"]}', '{}');
      ELSE
        UPDATE users SET display_name = 'Name ' || random()::text WHERE id = person;
      END IF;
      acts := acts + 1;
    END LOOP;
    COMMIT;
  END LOOP;
END
$$;
GRANT EXECUTE ON PROCEDURE bench_acts(text, uuid[], int, int, int) TO fs_support;
