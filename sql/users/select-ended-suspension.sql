SELECT id FROM users WHERE suspended_until IS NOT NULL AND suspended_until <= now() LIMIT 1;
