-- $1 names as JSON: [{email, name, role, password_hash}]
INSERT INTO staff (email, name, role, password_hash)
SELECT s.email, s.name, s.role, s.password_hash
FROM jsonb_to_recordset($1::jsonb) AS s (email text, name text, role text, password_hash text)
