-- $1: real ids. In their order; NULL for whom no event names.
SELECT array_agg(audit_pseudonym_of(p.real_id) ORDER BY p.place) AS pseudonyms
FROM unnest($1::uuid[]) WITH ORDINALITY AS p (real_id, place);
