-- The permissions come along, so that a change of the table counts from the next request on.
SELECT s.id, s.name, s.email, s.role,
  ARRAY(
    SELECT p.resource || ':' || p.verb FROM staff_permissions AS p WHERE p.role = s.role ORDER BY 1
  ) AS permissions
FROM staff_by_session($1) AS s;
