-- Staff: what is typed to search a person's visions and actions, and each text shown, in two steps
-- (sql/reveals/README.md). Whose rows they are is said by the first step and stands in that person's history.
CREATE FUNCTION read_vision_search(grant_id uuid)
  RETURNS TABLE (id uuid, created_at timestamptz, rank real)
  LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$
    SELECT m.id, m.created_at, m.rank
    FROM live_grant(grant_id, 'search') AS g
    CROSS JOIN LATERAL matching_visions(g.subject, g.pii ->> 'q') AS m
    WHERE g.resource = 'visions'
  $$;

CREATE FUNCTION read_daily_action_search(grant_id uuid, since date, until date)
  RETURNS TABLE (id uuid, date date, rank real)
  LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  AS $$
    SELECT m.id, m.date, m.rank
    FROM live_grant(grant_id, 'search') AS g
    CROSS JOIN LATERAL matching_daily_actions(g.subject, g.pii ->> 'q', since, until) AS m
    WHERE g.resource = 'daily-actions'
  $$;

GRANT EXECUTE ON FUNCTION
  read_vision_search(uuid), read_daily_action_search(uuid, date, date)
  TO fs_support, fs_compliance, fs_dpo;

CREATE OR REPLACE FUNCTION revealable(resource text, record_id uuid, field text)
  RETURNS TABLE (subject uuid, value text)
  LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp
  AS $$
    SELECT u.id, u.email::text
    FROM users AS u
    WHERE resource = 'users' AND field = 'email' AND u.id = record_id AND u.deleted_at IS NULL
    UNION ALL
    SELECT v.user_id, CASE field WHEN 'title' THEN v.title ELSE v.description END
    FROM visions AS v
    WHERE resource = 'visions' AND field IN ('title', 'description')
      AND v.id = record_id AND v.deleted_at IS NULL
    UNION ALL
    SELECT a.user_id,
      CASE field WHEN 'title' THEN a.title WHEN 'description' THEN a.description ELSE a.ai_reasoning END
    FROM daily_actions AS a
    WHERE resource = 'daily-actions' AND field IN ('title', 'description', 'ai_reasoning')
      AND a.id = record_id AND a.deleted_at IS NULL
  $$;
