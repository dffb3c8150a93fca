-- Nobody acts, joins or posts before their account exists, nor in the future.
SELECT
  (SELECT count(*) FROM daily_actions AS a JOIN users AS u ON u.id = a.user_id
    WHERE a.created_at < u.created_at OR a.completed_at > now())
  + (SELECT count(*) FROM users WHERE last_login < created_at OR last_login > now())
  + (SELECT count(*) FROM organization_members AS m
    JOIN users AS u ON u.id = m.user_id
    JOIN organizations AS o ON o.id = m.organization_id
    WHERE m.joined_at < u.created_at OR m.joined_at < o.created_at OR m.joined_at > now())
  + (SELECT count(*) FROM analytics_events AS e JOIN users AS u ON u.id = e.user_id
    WHERE e.at < u.created_at OR e.at > now())
  + (SELECT count(*) FROM victory_post_interactions AS i JOIN victory_posts AS v ON v.id = i.post_id
    WHERE i.created_at < v.created_at)
  AS count
