SELECT current_streak, longest_streak, total_days_completed, total_actions_completed,
  total_time_invested_minutes, last_completion_date
FROM user_progress
WHERE user_id = $1;
