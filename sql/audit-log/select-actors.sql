-- Colleagues by name, whoever they are now: events name those who left too.
SELECT id, name, role FROM staff ORDER BY lower(name), id LIMIT 1000;
