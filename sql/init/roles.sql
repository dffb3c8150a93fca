-- Run by db:init as the administrator, connected to the product's database. Every statement may run
-- again. Roles belong to the cluster, so a second database of the same cluster finds them made.
-- Passwords are not set here: db:init knows where they come from.
DO $$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('futuresync_owner', 'NOLOGIN INHERIT'),
      ('futuresync_api', 'LOGIN NOINHERIT'),
      ('futuresync_daemon', 'LOGIN NOINHERIT'),
      ('fs_member', 'NOLOGIN INHERIT'),
      ('fs_org_admin', 'NOLOGIN INHERIT'),
      ('fs_support', 'NOLOGIN INHERIT'),
      ('fs_compliance', 'NOLOGIN INHERIT'),
      ('fs_dpo', 'NOLOGIN INHERIT'),
      ('fs_sre', 'NOLOGIN INHERIT'),
      ('fs_auditor', 'NOLOGIN INHERIT'),
      ('fs_admin', 'NOLOGIN INHERIT'),
      ('fs_worker', 'NOLOGIN INHERIT')
    ) AS roles (name, attributes)
    WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = roles.name)
  LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I %s NOCREATEDB NOCREATEROLE', wanted.name, wanted.attributes);
    EXCEPTION
      -- Another db:init was faster: what it made is the same.
      WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END LOOP;
END
$$;

-- A login may become these roles and has none of their rights before SET ROLE (NOINHERIT).
DO $$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('fs_member', 'futuresync_api'),
      ('fs_org_admin', 'futuresync_api'),
      ('fs_support', 'futuresync_api'),
      ('fs_compliance', 'futuresync_api'),
      ('fs_dpo', 'futuresync_api'),
      ('fs_sre', 'futuresync_api'),
      ('fs_auditor', 'futuresync_api'),
      ('fs_admin', 'futuresync_api'),
      ('fs_worker', 'futuresync_daemon'),
      ('futuresync_owner', 'futuresync_daemon'),
      -- Without it other backends read as NULL, and "no old transaction" passes falsely.
      ('pg_monitor', 'futuresync_owner'),
      ('pg_monitor', 'futuresync_daemon'),
      -- Migrations run as the owner: the administrator must be able to become it.
      ('futuresync_owner', current_user)
    ) AS memberships (granted, member)
    WHERE NOT EXISTS (
      SELECT
      FROM pg_auth_members AS m
      JOIN pg_roles AS g ON g.oid = m.roleid AND g.rolname = memberships.granted
      JOIN pg_roles AS r ON r.oid = m.member AND r.rolname = memberships.member
    ) OR memberships.member = current_user
  LOOP
    BEGIN
      EXECUTE format('GRANT %I TO %I', wanted.granted, wanted.member);
      -- From 16 on inheritance is said per grant: the samplers then read statistics without SET ROLE.
      -- Before, the daemon's samplers SET ROLE pg_monitor.
      IF wanted.granted = 'pg_monitor' AND current_setting('server_version_num')::int >= 160000 THEN
        EXECUTE format('GRANT %I TO %I WITH INHERIT TRUE', wanted.granted, wanted.member);
      END IF;
    EXCEPTION
      WHEN unique_violation THEN NULL;
    END;
  END LOOP;
END
$$;

-- A day in a filter, or a date made of a moment, is one in UTC wherever the server stands.
ALTER ROLE futuresync_api SET TimeZone = 'UTC';
ALTER ROLE futuresync_daemon SET TimeZone = 'UTC';
-- No request may hold a connection longer than anybody waits for its answer.
ALTER ROLE futuresync_api SET statement_timeout = '30s';
ALTER ROLE futuresync_api SET idle_in_transaction_session_timeout = '60s';
-- A statement whose caller has left is ended, not worked to its end for nobody. Servers on systems that
-- cannot ask the kernel refuse any value but 0: there the statement_timeout ends it.
DO $$
BEGIN
  ALTER ROLE futuresync_api SET client_connection_check_interval = '1s';
EXCEPTION
  WHEN invalid_parameter_value THEN NULL;
END
$$;

DO $$
BEGIN
  EXECUTE format('ALTER DATABASE %I OWNER TO futuresync_owner', current_database());
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format(
    'GRANT CONNECT ON DATABASE %I TO futuresync_api, futuresync_daemon', current_database()
  );
END
$$;

ALTER SCHEMA public OWNER TO futuresync_owner;
-- PostgreSQL 14 still lets everybody create in it.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public
  TO futuresync_api, futuresync_daemon, fs_member, fs_org_admin, fs_support, fs_compliance, fs_dpo,
    fs_sre, fs_auditor, fs_admin, fs_worker;
