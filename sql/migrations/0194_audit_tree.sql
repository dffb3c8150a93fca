-- The leaves of a seal's tree, 32 bytes each, in their order: what an event's proof is made of. For
-- everybody who may read some events: a leaf is a salted hash's hash and says nothing about its event.
-- NULL when there is no such seal, or its partition is gone.
CREATE FUNCTION audit_tree(n bigint) RETURNS bytea
  LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  SET debug_print_parse = off
  SET debug_print_rewritten = off
  SET debug_print_plan = off
  AS $$
DECLARE
  seal audit_seals;
  leaves bytea;
BEGIN
  SELECT * INTO seal FROM audit_seals AS s WHERE s.n = audit_tree.n;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF seal.partition IS NULL THEN
    RETURN '';
  END IF;
  -- That partition alone: planning a hundred months costs more than reading one interval.
  IF NOT EXISTS (
    SELECT
    FROM pg_inherits AS i
    JOIN pg_class AS c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'public.audit_log'::regclass AND c.relname = seal.partition
      AND c.relnamespace = 'public'::regnamespace
  ) THEN
    RETURN NULL;
  END IF;
  EXECUTE format(
    'SELECT coalesce(string_agg(leaf, '''' ORDER BY tx, seq), '''') FROM public.%I
     WHERE epoch = $1 AND tx >= $2 AND tx < $3',
    seal.partition
  ) INTO leaves USING seal.epoch, seal.tx_from, seal.tx_to;
  RETURN leaves;
END
$$;
GRANT EXECUTE ON FUNCTION audit_tree(bigint)
  TO fs_support, fs_compliance, fs_dpo, fs_sre, fs_auditor, fs_admin, fs_worker;
