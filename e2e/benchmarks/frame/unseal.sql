-- As superuser, so that the same events can be sealed again: nobody else can.
BEGIN;
ALTER TABLE audit_seals DISABLE TRIGGER USER;
TRUNCATE audit_seals;
ALTER TABLE audit_seals ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE audit_seals ENABLE ALWAYS TRIGGER chain;
COMMIT;
