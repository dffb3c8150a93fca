-- A row of another person is somebody else's also where no event has said so yet: their visions and actions are
-- told by nobody but themselves. Every table with an id and a user_id, so that a redaction cannot be led astray by
-- an id. A test compares the list with the tables there are; of analytics no event names a row.
CREATE OR REPLACE FUNCTION audit_ids_of_others(person uuid, ids uuid[]) RETURNS boolean
  LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp
  AS $$
    SELECT EXISTS (SELECT FROM users AS u WHERE u.id = ANY (ids) AND u.id <> person)
      OR EXISTS (SELECT FROM staff AS s WHERE s.id = ANY (ids))
      OR EXISTS (SELECT FROM organizations AS o WHERE o.id = ANY (ids))
      OR EXISTS (SELECT FROM teams AS t WHERE t.id = ANY (ids))
      OR EXISTS (SELECT FROM user_oauth_providers AS t WHERE t.id = ANY (ids) AND t.user_id <> person)
      OR EXISTS (SELECT FROM user_sessions AS t WHERE t.id = ANY (ids) AND t.user_id <> person)
      OR EXISTS (SELECT FROM user_consents AS t WHERE t.id = ANY (ids) AND t.user_id <> person)
      OR EXISTS (SELECT FROM user_notifications AS t WHERE t.id = ANY (ids) AND t.user_id <> person)
      OR EXISTS (SELECT FROM user_notification_preferences AS t WHERE t.id = ANY (ids) AND t.user_id <> person)
      OR EXISTS (SELECT FROM user_progress AS t WHERE t.id = ANY (ids) AND t.user_id <> person)
      OR EXISTS (SELECT FROM subscriptions AS t WHERE t.id = ANY (ids) AND t.user_id <> person)
      OR EXISTS (SELECT FROM organization_members AS t WHERE t.id = ANY (ids) AND t.user_id <> person)
      OR EXISTS (SELECT FROM team_members AS t WHERE t.id = ANY (ids) AND t.user_id <> person)
      OR EXISTS (SELECT FROM visions AS t WHERE t.id = ANY (ids) AND t.user_id <> person)
      OR EXISTS (SELECT FROM vision_ai_analyses AS t WHERE t.id = ANY (ids) AND t.user_id <> person)
      OR EXISTS (SELECT FROM vision_time_allocations AS t WHERE t.id = ANY (ids) AND t.user_id <> person)
      OR EXISTS (SELECT FROM time_budget_allocations AS t WHERE t.id = ANY (ids) AND t.user_id <> person)
      OR EXISTS (SELECT FROM daily_actions AS t WHERE t.id = ANY (ids) AND t.user_id <> person)
      OR EXISTS (SELECT FROM action_timing_sessions AS t WHERE t.id = ANY (ids) AND t.user_id <> person)
      OR EXISTS (SELECT FROM user_achievements AS t WHERE t.id = ANY (ids) AND t.user_id <> person)
      OR EXISTS (SELECT FROM victory_posts AS t WHERE t.id = ANY (ids) AND t.user_id <> person)
      OR EXISTS (SELECT FROM victory_post_interactions AS t WHERE t.id = ANY (ids) AND t.user_id <> person)
      OR EXISTS (SELECT FROM gdpr_requests AS t WHERE t.id = ANY (ids) AND t.user_id <> person)
      OR EXISTS (
        SELECT FROM organization_invitations AS i
        WHERE i.id = ANY (ids) AND i.accepted_by <> person
      )
      OR EXISTS (
        SELECT FROM audit_pseudonyms AS p
        WHERE p.real_id = ANY (ids) AND (p.user_id <> person OR p.pseudonym = p.real_id)
      )
  $$;
