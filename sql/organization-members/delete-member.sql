-- Takes the person out of the organization's teams too: the foreign key of team_members cascades.
DELETE FROM organization_members WHERE id = $1 AND version = $2 RETURNING id;
