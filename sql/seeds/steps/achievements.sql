INSERT INTO achievements (key, title, description, icon, background_color, criteria)
SELECT
  key, title, description, icon, background_color,
  jsonb_build_object('metric', metric, 'at_least', at_least)
FROM (
  VALUES
    ('first_step', 'First step', 'Complete your first action', 'footprints', '#2E7D32', 'total_actions_completed', 1),
    ('fifty_actions', 'Fifty done', 'Complete 50 actions', 'stack', '#00695C', 'total_actions_completed', 50),
    ('three_hundred_actions', 'Three hundred done', 'Complete 300 actions', 'mountain', '#4527A0', 'total_actions_completed', 300),
    ('week_streak', 'A whole week', 'Complete something on 7 days in a row', 'flame', '#EF6C00', 'longest_streak', 7),
    ('fortnight_streak', 'Two weeks', 'Complete something on 14 days in a row', 'bonfire', '#D84315', 'longest_streak', 14),
    ('month_streak', 'A whole month', 'Complete something on 30 days in a row', 'sun', '#B71C1C', 'longest_streak', 30),
    ('ten_days', 'Ten days', 'Complete something on 10 days', 'calendar', '#1565C0', 'total_days_completed', 10),
    ('hundred_days', 'A hundred days', 'Complete something on 100 days', 'tree', '#283593', 'total_days_completed', 100),
    ('ten_hours', 'Ten hours', 'Invest 600 minutes in your visions', 'hourglass', '#6A1B9A', 'total_time_invested_minutes', 600),
    ('hundred_hours', 'A hundred hours', 'Invest 6,000 minutes in your visions', 'diamond', '#AD1457', 'total_time_invested_minutes', 6000)
) AS a (key, title, description, icon, background_color, metric, at_least)
ON CONFLICT (key) DO NOTHING
