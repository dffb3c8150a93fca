SELECT e.epoch::text AS epoch, e.reason
FROM audit_epochs AS e
WHERE e.epoch > $1
ORDER BY e.epoch
LIMIT 1;
