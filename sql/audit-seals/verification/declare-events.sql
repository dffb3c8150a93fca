-- Raw columns as text and bytes, in the order of the leaves: nothing here is computed by a function that
-- the owner could have replaced. By index, partition beside partition: no sort, however large the trail.
-- The text of a time has no era: its number has. What cannot be NULL may be, once NOT NULL was dropped.
DECLARE verified_events NO SCROLL CURSOR FOR
SELECT
  e.tableoid::text, e.canon::text, coalesce(e.id::text, '') AS id,
  pg_catalog.to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
  pg_catalog.date_part('epoch', e.at) AS at_seconds,
  e.epoch::text, e.tx::text, e.seq::text, e.actor_kind::text, e.actor::text, e.actor_role::text,
  e.subject::text, e.action::text, e.resource::text, e.resource_id::text, e.request_id::text,
  e.reason_code::text, e.ticket::text, e.details::text,
  coalesce(e.pii_commit, '') AS pii_commit, coalesce(e.leaf, '') AS leaf, e.pii::text, e.pii_salt
FROM public.audit_log AS e
WHERE (e.epoch, e.tx) >= ($1::int, $2::text::xid8) AND (e.epoch, e.tx) < ($3::int, $4::text::xid8)
  AND e.tx IS NOT NULL
ORDER BY e.epoch, e.tx, e.seq;
