-- $1 e-mail, $2 name, $3 role, $4 argon2id hash
INSERT INTO staff (email, name, role, password_hash) VALUES ($1, $2, $3, $4)
