-- Who did something was signed in: a demo whose last action follows the last sign-in looks broken.
UPDATE users AS u
SET last_login = p.updated_at
FROM user_progress AS p
JOIN seed_people AS s ON s.id = p.user_id
WHERE u.id = p.user_id AND p.last_completion_date IS NOT NULL AND p.updated_at > u.last_login
