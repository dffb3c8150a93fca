-- Infix search by trigrams, of the living only. The columns are text here: gin_trgm_ops knows no domain.
CREATE INDEX users_email_trgm_idx ON users USING gin (lower(email) gin_trgm_ops)
  WHERE deleted_at IS NULL;
CREATE INDEX users_name_trgm_idx ON users USING gin (lower(name) gin_trgm_ops)
  WHERE deleted_at IS NULL;
CREATE INDEX users_display_name_trgm_idx ON users USING gin (lower(display_name) gin_trgm_ops)
  WHERE deleted_at IS NULL AND display_name IS NOT NULL;
-- Terms too short for a trigram are looked up as the beginning of a name.
CREATE INDEX users_name_prefix_idx ON users ((lower(name) COLLATE "C")) WHERE deleted_at IS NULL;

-- Finds people by user id, e-mail prefix, e-mail infix, name prefix and name infix, in that rank
-- (0 to 4). Infix needs three characters; shorter terms match as prefix. An id finds deleted people
-- too, a text the living only. At most `lim` (up to 1000) rows come back; `truncated`, the same on
-- each of them, says that there are more: then they are whatever was found first, and the caller says
-- "refine". Staff have no right to read these columns, hence owner's rights.
--
-- Sequential scans are off inside: for a common term the planner would bet on finding `lim` rows soon,
-- and lose on a table of millions. Custom plans: the selectivity of a pattern is known only then.
CREATE FUNCTION search_users(q text, lim integer)
  RETURNS TABLE (id uuid, rank integer, truncated boolean)
  LANGUAGE plpgsql STABLE SECURITY DEFINER
  -- Joined to users it must stay the outer side of a nested loop.
  ROWS 100
  SET search_path = pg_catalog, public, pg_temp
  SET enable_seqscan = off
  SET plan_cache_mode = force_custom_plan
  AS $$
#variable_conflict use_column
DECLARE
  term text := lower(btrim(q));
  -- The last code point there is: every text that begins with the term sorts below.
  term_end text := term || chr(1114111);
  infix text;
  wanted integer := least(greatest(lim, 1), 1000);
BEGIN
  IF term IS NULL OR term = '' THEN
    RETURN;
  END IF;
  IF term ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN
    RETURN QUERY SELECT u.id, 0, false FROM users AS u WHERE u.id = term::uuid;
    RETURN;
  END IF;
  IF length(term) >= 3 THEN
    infix := '%' || regexp_replace(term, '([\\%_])', '\\\1', 'g') || '%';
  END IF;
  RETURN QUERY
  WITH found AS (
    (SELECT u.id, 1 AS rank FROM users AS u
      WHERE u.deleted_at IS NULL
        AND lower(u.email) COLLATE "C" >= term AND lower(u.email) COLLATE "C" < term_end
      LIMIT wanted + 1)
    UNION ALL
    (SELECT u.id, 3 FROM users AS u
      WHERE u.deleted_at IS NULL
        AND lower(u.name) COLLATE "C" >= term AND lower(u.name) COLLATE "C" < term_end
      LIMIT wanted + 1)
    UNION ALL
    (SELECT u.id, 2 FROM users AS u
      WHERE infix IS NOT NULL AND u.deleted_at IS NULL AND lower(u.email) LIKE infix
      LIMIT wanted + 1)
    UNION ALL
    (SELECT u.id, 4 FROM users AS u
      WHERE infix IS NOT NULL AND u.deleted_at IS NULL AND lower(u.name) LIKE infix
      LIMIT wanted + 1)
    UNION ALL
    (SELECT u.id, 4 FROM users AS u
      WHERE infix IS NOT NULL AND u.deleted_at IS NULL AND u.display_name IS NOT NULL
        AND lower(u.display_name) LIKE infix
      LIMIT wanted + 1)
  ), ranked AS (
    SELECT f.id, min(f.rank) AS rank FROM found AS f GROUP BY f.id
  )
  SELECT r.id, r.rank, count(*) OVER () > wanted
  FROM ranked AS r
  ORDER BY r.rank, r.id
  LIMIT wanted;
END
$$;
