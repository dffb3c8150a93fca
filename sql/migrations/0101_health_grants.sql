-- What GET /api/db/health tells of the months ahead.
GRANT EXECUTE ON FUNCTION partition_bounds() TO futuresync_api;
