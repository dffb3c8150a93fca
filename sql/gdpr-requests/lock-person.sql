-- Two requests for one person at once: the second waits, and then finds the first one's export.
SELECT pg_advisory_xact_lock(hashtextextended('export of ' || $1::uuid, 0));
