SELECT coalesce(administered_roles(), '{}') AS roles;
