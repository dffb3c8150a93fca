-- Months of the trail by the names of their tables, attached or not, oldest first. Neither bounds nor clock
-- are asked: functions and bounds are the owner's to replace, and a seal names its partition.
SELECT
  c.relname::text AS partition,
  (SELECT min(s.n)::text FROM audit_seals AS s
    WHERE s.kind <> 'interval' AND s.kind = 'partition-dropped' AND s.detail ->> 'partition' = c.relname::text
  ) AS seal,
  CASE WHEN i.inhrelid IS NULL THEN 'detached' WHEN i.inhdetachpending THEN 'detaching' ELSE 'attached' END AS state
FROM pg_class AS c
LEFT JOIN pg_inherits AS i ON i.inhrelid = c.oid AND i.inhparent = 'audit_log'::regclass
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
  AND c.relname ~ '^audit_log_[0-9]{4}_(0[1-9]|1[0-2])$'
ORDER BY c.relname;
