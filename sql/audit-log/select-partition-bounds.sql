-- Newest first: what a person is most likely to look for goes first.
SELECT lower_bound::text AS since, upper_bound::text AS until
FROM partition_bounds()
WHERE table_name = 'audit_log'
ORDER BY lower_bound DESC
