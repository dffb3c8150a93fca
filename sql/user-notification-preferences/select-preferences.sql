SELECT email_enabled, push_enabled, weekly_summary, victory_interactions,
  to_char(daily_reminder_at, 'HH24:MI') AS daily_reminder_at
FROM user_notification_preferences
WHERE user_id = $1;
