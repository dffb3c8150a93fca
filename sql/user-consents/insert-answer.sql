INSERT INTO user_consents (user_id, purpose, document_version, granted) VALUES ($1, $2, $3, $4);
