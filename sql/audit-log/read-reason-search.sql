-- $2 and $3: since (inclusive) and until (exclusive). Newest first; without an id: how far back it went.
SELECT id, at FROM read_reason_search($1, $2, $3, $4, $5, $6, $7, $8, $9);
