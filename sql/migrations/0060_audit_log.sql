-- The audit trail in its final shape: an append-only table is not rewritten later. What each column
-- means, the canonical form and a worked example are in sql/audit-log/README.md.
CREATE DOMAIN audit_actor_kind AS text CHECK (VALUE IN ('staff', 'user', 'job', 'database'));
CREATE DOMAIN audit_word AS text CHECK (VALUE ~ '^[a-z]+(-[a-z]+)*$' AND length(VALUE) <= 100);

-- A restore that sets transaction ids back starts a new epoch: (epoch, tx) never repeats.
CREATE TABLE audit_epochs (
  epoch int PRIMARY KEY CHECK (epoch >= 1),
  reason text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO audit_epochs (epoch, reason) VALUES (1, 'installed');

-- Order within a transaction. It has gaps after a rollback and is no watermark: (tx, seq) is.
CREATE SEQUENCE audit_log_seq AS bigint;

CREATE TABLE audit_log (
  id uuid NOT NULL,
  at timestamptz NOT NULL,
  seq bigint NOT NULL DEFAULT nextval('audit_log_seq'),
  tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
  epoch int NOT NULL,
  canon smallint NOT NULL CHECK (canon = 1),
  actor_kind audit_actor_kind NOT NULL,
  -- Pseudonyms, resolved by audit_pseudonyms as long as it has them. No foreign key: an event
  -- outlives everything it names.
  actor uuid CHECK (actor_kind <> 'database' OR actor IS NULL),
  actor_role text NOT NULL,
  subject uuid,
  action audit_word NOT NULL,
  resource audit_word NOT NULL,
  -- A pseudonym for a person and a person's row, else the row's own id.
  resource_id uuid,
  request_id uuid,
  reason_code text CHECK (length(reason_code) <= 100),
  ticket text CHECK (length(ticket) <= 200),
  details jsonb NOT NULL CHECK (jsonb_typeof(details) = 'object'),
  -- NULL means erased, both at once: an event is never written without them.
  pii jsonb CHECK (jsonb_typeof(pii) = 'object'),
  pii_salt bytea CHECK (octet_length(pii_salt) = 32),
  pii_commit bytea NOT NULL CHECK (octet_length(pii_commit) = 32),
  leaf bytea NOT NULL CHECK (octet_length(leaf) = 32),
  PRIMARY KEY (id, at),
  CONSTRAINT audit_log_erased_whole CHECK ((pii IS NULL) = (pii_salt IS NULL))
) PARTITION BY RANGE (at);
ALTER SEQUENCE audit_log_seq OWNED BY audit_log.seq;

CREATE INDEX audit_log_subject_idx ON audit_log (subject, at DESC) WHERE subject IS NOT NULL;
CREATE INDEX audit_log_actor_idx ON audit_log (actor, at DESC) WHERE actor IS NOT NULL;
CREATE INDEX audit_log_resource_idx ON audit_log (resource, resource_id, at);
CREATE INDEX audit_log_action_idx ON audit_log (action, at);
CREATE INDEX audit_log_request_id_idx ON audit_log (request_id) WHERE request_id IS NOT NULL;
CREATE INDEX audit_log_at_idx ON audit_log (at);
-- What an SRE reads: rare among the events of people.
CREATE INDEX audit_log_jobs_idx ON audit_log (at) WHERE actor_kind = 'job';

-- Who a pseudonym is. Deleting a person's rows here makes all their events anonymous at once.
CREATE TABLE audit_pseudonyms (
  real_id uuid PRIMARY KEY,
  pseudonym uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  -- The person whose erasure takes this row; NULL for staff and jobs.
  user_id uuid,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX audit_pseudonyms_user_id_idx ON audit_pseudonyms (user_id) WHERE user_id IS NOT NULL;

-- Nobody but the owner writes or reads here directly, except that exports and seals read.
ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_pseudonyms ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON audit_log, audit_pseudonyms TO fs_worker;
CREATE POLICY worker_reads ON audit_log FOR SELECT TO fs_worker USING (true);
CREATE POLICY worker_reads ON audit_pseudonyms FOR SELECT TO fs_worker USING (true);

-- Append-only, also for the owner. The one exception: the owner empties pii and pii_salt together.
CREATE FUNCTION refuse_audit_change() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp
  AS $$
DECLARE
  erased audit_log;
BEGIN
  IF TG_OP = 'UPDATE' AND pg_has_role(current_user, 'futuresync_owner', 'USAGE') THEN
    erased := OLD;
    erased.pii := NULL;
    erased.pii_salt := NULL;
    -- Compared as stored bytes: for jsonb's own equality 1.0 is 1.00, for the leaf it is not.
    IF NEW OPERATOR(pg_catalog.*=) erased THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'audit_log is append-only: % refused', TG_OP
    USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER append_only;

-- A TRUNCATE trigger is not cloned to partitions: make_partitions() puts it on each.
CREATE FUNCTION refuse_audit_truncate() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp
  AS $$
BEGIN
  RAISE EXCEPTION 'audit_log is append-only: TRUNCATE refused'
    USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_truncate();
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER no_truncate;
