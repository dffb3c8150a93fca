SELECT user_id, name FROM organization_member_names WHERE user_id = ANY ($1);
