-- Exactly what pg-boss needs when it runs with migrate: false (measured with 12.38). The logins
-- only: no role of a request reaches the jobs, so enqueuing steps out of the role for one insert.
GRANT USAGE ON SCHEMA pgboss TO futuresync_api, futuresync_daemon;

-- The API enqueues: it finds the queue, inserts, and learns the id of what it inserted.
GRANT SELECT ON pgboss.version, pgboss.queue TO futuresync_api;
GRANT INSERT, SELECT (id) ON pgboss.job_common TO futuresync_api;
GRANT EXECUTE ON FUNCTION pgboss.job_now() TO futuresync_api;

-- The daemon works the jobs. Making and dropping queues with tables of their own stays with the owner.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pgboss TO futuresync_daemon;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgboss TO futuresync_daemon;
