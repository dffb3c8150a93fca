-- $1: the cultures of names.ts. A culture of weight 5 fills five slots.
CREATE TEMP TABLE seed_cultures ON COMMIT DROP AS
SELECT
  (row_number() OVER ())::int AS slot,
  c.locale,
  c.timezones,
  c."order",
  c.given,
  c.family
FROM jsonb_to_recordset($1::jsonb)
  AS c (locale text, timezones text[], "order" text, given jsonb, family jsonb, weight int),
  generate_series(1, c.weight)
