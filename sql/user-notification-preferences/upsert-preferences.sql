INSERT INTO user_notification_preferences (
  user_id, email_enabled, push_enabled, weekly_summary, victory_interactions, daily_reminder_at
)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (user_id) DO UPDATE SET
  email_enabled = EXCLUDED.email_enabled,
  push_enabled = EXCLUDED.push_enabled,
  weekly_summary = EXCLUDED.weekly_summary,
  victory_interactions = EXCLUDED.victory_interactions,
  daily_reminder_at = EXCLUDED.daily_reminder_at;
