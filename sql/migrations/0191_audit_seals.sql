-- The chain of signed seals over the trail. Kinds, message and a worked example: sql/audit-seals/README.md.
CREATE DOMAIN audit_seal_kind AS text
  CHECK (VALUE IN ('genesis', 'interval', 'key', 'epoch', 'resumed', 'partition-dropped'));

CREATE TABLE audit_seals (
  n bigint PRIMARY KEY CHECK (n >= 1),
  kind audit_seal_kind NOT NULL,
  at timestamptz NOT NULL,
  epoch int NOT NULL,
  -- Half open: tx_from <= tx < tx_to.
  tx_from xid8 NOT NULL,
  tx_to xid8 NOT NULL,
  -- Its name, not its oid: a seal outlives the partition. NULL where no row is sealed.
  partition text,
  rows bigint NOT NULL CHECK (rows >= 0),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  detail jsonb NOT NULL CHECK (jsonb_typeof(detail) = 'object'),
  prev_seal_hash bytea NOT NULL CHECK (octet_length(prev_seal_hash) = 32),
  key_id text NOT NULL CHECK (key_id ~ '^[0-9a-f]{16}$'),
  signature bytea NOT NULL CHECK (octet_length(signature) = 64),
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  CHECK (tx_from < tx_to OR (tx_from = tx_to AND rows = 0)),
  CHECK ((partition IS NULL) = (rows = 0)),
  CHECK (kind = 'interval' OR (tx_from = tx_to AND rows = 0))
);
-- The seal of an event; the intervals without rows are most of the table and no event's.
CREATE INDEX audit_seals_position_idx ON audit_seals (epoch, tx_from) WHERE rows > 0;
CREATE INDEX audit_seals_partition_idx ON audit_seals (partition, n) WHERE partition IS NOT NULL;
-- Keys, epochs, resumptions: a handful among millions.
CREATE INDEX audit_seals_kind_idx ON audit_seals (n) WHERE kind <> 'interval';

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE audit_seals ENABLE ALWAYS TRIGGER append_only;

-- What is signed (README.md): the text of a JSON array of strings and nulls.
CREATE FUNCTION audit_seal_message(seal audit_seals) RETURNS text
  LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp
  AS $$
    SELECT to_json(ARRAY[
      'futuresync-audit-seal-1',
      (SELECT i.id::text FROM installation AS i),
      seal.n::text,
      seal.kind::text,
      to_char(seal.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      seal.epoch::text,
      seal.tx_from::text,
      seal.tx_to::text,
      seal.partition,
      seal.rows::text,
      encode(seal.root, 'hex'),
      seal.detail::text,
      encode(seal.prev_seal_hash, 'hex'),
      seal.key_id
    ]::text[])::text
  $$;
GRANT EXECUTE ON FUNCTION audit_seal_message(audit_seals) TO fs_worker;

-- The next link fits the last one. A fault of ours is found before it is in the chain for ever; against
-- somebody who may drop a trigger stand the signatures (the database holds no key and checks none).
CREATE FUNCTION check_audit_seal() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp
  AS $$
DECLARE
  last audit_seals;
  wrong text;
BEGIN
  SELECT * INTO last FROM audit_seals AS s ORDER BY s.n DESC LIMIT 1;
  wrong := CASE
    WHEN NEW.hash <> sha256(convert_to(audit_seal_message(NEW), 'UTF8') || NEW.signature)
      THEN 'its hash is not that of its message and signature'
    WHEN last.n IS NULL THEN
      CASE
        WHEN NEW.n <> 1 OR NEW.kind <> 'genesis' THEN 'the first is number 1, the genesis'
        WHEN NEW.prev_seal_hash <> decode(repeat('00', 32), 'hex')
          THEN 'nothing is before the genesis'
      END
    WHEN NEW.kind = 'genesis' THEN 'there is one genesis'
    -- After a restore the ledger is ahead: the chain goes on behind the ledger's head.
    WHEN NEW.kind = 'resumed' AND NEW.n <= last.n THEN 'its number is taken'
    WHEN NEW.kind <> 'resumed' AND NEW.n <> last.n + 1 THEN 'its number is not the next'
    WHEN NEW.kind <> 'resumed' AND NEW.prev_seal_hash <> last.hash
      THEN 'it does not name the last seal''s hash'
    WHEN NEW.kind = 'epoch' THEN
      CASE
        WHEN NEW.epoch <= last.epoch OR NEW.tx_from <> '0'::xid8
          THEN 'an epoch is later than the last and begins at 0'
      END
    WHEN NEW.epoch <> last.epoch THEN 'its epoch is not the last seal''s'
    -- One of several partitions in the same interval.
    WHEN NEW.kind = 'interval' AND last.kind = 'interval' AND NEW.tx_from = last.tx_from
      AND NEW.tx_to = last.tx_to AND NEW.partition COLLATE "C" > last.partition COLLATE "C"
      THEN NULL
    WHEN NEW.tx_from <> last.tx_to THEN 'it does not begin where the last one ends'
  END;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'seal %: %', NEW.n, wrong USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER chain BEFORE INSERT ON audit_seals
  FOR EACH ROW EXECUTE FUNCTION check_audit_seal();
ALTER TABLE audit_seals ENABLE ALWAYS TRIGGER chain;

GRANT SELECT ON audit_seals
  TO fs_support, fs_compliance, fs_dpo, fs_sre, fs_auditor, fs_admin, fs_worker;
GRANT INSERT ON audit_seals TO fs_worker;
-- The sealer asks whether transaction ids were set back.
GRANT SELECT ON audit_epochs TO fs_worker;
