-- Which installation this is: signed seals name it, so that one's proofs say nothing about another, and
-- the folder of its ledger bears it. A restored copy keeps it: it is the same trail.
CREATE TABLE installation (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX installation_one_idx ON installation ((true));
INSERT INTO installation DEFAULT VALUES;

-- Append-only, also for the owner: also a statement that would change no row.
CREATE FUNCTION refuse_change() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp
  AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON installation
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE installation ENABLE ALWAYS TRIGGER append_only;

GRANT SELECT ON installation
  TO fs_support, fs_compliance, fs_dpo, fs_sre, fs_auditor, fs_admin, fs_worker;
