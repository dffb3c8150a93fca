-- What the logins may do by themselves, before they take a role: count attempts, know what a role may,
-- tell how far the schema is. (Sign-in functions: 0020; the queues: 0051; audit events: 0061.)
GRANT SELECT, INSERT, UPDATE, DELETE ON throttle TO futuresync_api;
GRANT SELECT ON staff_permissions, staff_roles TO futuresync_api;
GRANT SELECT ON schema_migrations TO futuresync_api, futuresync_daemon;
