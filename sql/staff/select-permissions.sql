SELECT resource || ':' || verb AS permission FROM staff_permissions WHERE role = $1 ORDER BY 1;
