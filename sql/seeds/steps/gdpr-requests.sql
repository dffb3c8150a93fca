-- A few letters that lie on the desk. Access requests are left to whoever tries the console.
INSERT INTO gdpr_requests (user_id, type, channel, received_on, created_by_staff, note)
SELECT
  p.id, r.type, r.channel, (pg_temp.moment() AT TIME ZONE 'UTC')::date - r.days, s.id, r.note
FROM (
  VALUES
    (1, 'rectification', 'email', 2, 'Writes that the family name changed.'),
    (2, 'erasure', 'letter', 5, 'Asks for everything to be deleted.'),
    (3, 'objection', 'email', 9, 'Objects to the weekly analysis.')
) AS r (place, type, channel, days, note)
JOIN (
  SELECT id, row_number() OVER (ORDER BY n) AS place FROM seed_people WHERE fate = 'active'
) AS p USING (place)
JOIN staff AS s ON s.email = 'support@futuresync.example'
