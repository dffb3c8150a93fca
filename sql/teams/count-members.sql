SELECT count(*)::int AS members FROM team_members WHERE team_id = $1;
