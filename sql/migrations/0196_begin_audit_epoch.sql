-- Begins a new epoch when transaction ids were set back, as a restore into a new server by dump does: else
-- what is written now would lie in ranges that are sealed already. Called by the migrator, each time.
-- Answers the new epoch, or NULL. As the owner only: EXECUTE is granted to nobody.
CREATE FUNCTION begin_audit_epoch() RETURNS int
  LANGUAGE plpgsql VOLATILE
  SET search_path = pg_catalog, public, pg_temp
  SET enable_seqscan = off
  SET enable_bitmapscan = off
  -- Behind a restore nobody writes yet. If somebody does, nobody else waits long.
  SET lock_timeout = '10s'
  AS $$
DECLARE
  current_epoch int;
  newest xid8;
BEGIN
  SELECT max(e.epoch) INTO current_epoch FROM audit_epochs AS e;
  SELECT greatest(
    (SELECT a.tx FROM audit_log AS a WHERE a.epoch = current_epoch ORDER BY a.tx DESC LIMIT 1),
    (SELECT s.tx_to FROM audit_seals AS s WHERE s.epoch = current_epoch ORDER BY s.n DESC LIMIT 1)
  ) INTO newest;
  -- The newest event's own transaction may be this one; a seal ends at the oldest that was open.
  IF newest IS NULL OR pg_current_xact_id() >= newest THEN
    RETURN NULL;
  END IF;
  -- Who writes an event has read the epoch and holds this table until it ends.
  LOCK TABLE audit_epochs IN ACCESS EXCLUSIVE MODE;
  INSERT INTO audit_epochs (epoch, reason) VALUES (current_epoch + 1, 'transaction ids were set back');
  RETURN current_epoch + 1;
END
$$;
