-- An address may be anything without a space around one @ (0001): "ann b"@x, ann(work)@x, a,b@x. Whatever
-- the first pass does not know as an address is hidden whole; a value that is one address and nothing
-- else is masked as one.
CREATE OR REPLACE FUNCTION mask_emails_within(value text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$
    SELECT regexp_replace(
      regexp_replace(
        value,
        '([^@[:space:]"<>(),;:])[^@[:space:]"<>(),;:]*@([^@[:space:]"<>(),;:.])[^@[:space:]"<>(),;:]*?(\.[^@[:space:]"<>(),;:.]+)?(?=$|[[:space:]"<>(),;:])',
        '\1•••@\2•••\3',
        'g'
      ),
      '[^[:space:]]*[^[:space:]•]@[^[:space:]]+',
      '•••@•••',
      'g'
    )
  $$;

CREATE OR REPLACE FUNCTION mask_audit_value(value jsonb) RETURNS jsonb
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$
    SELECT CASE
      WHEN jsonb_typeof(value) = 'string' AND value #>> '{}' ~ '^[^@[:space:]]+@[^@[:space:]]+$'
        THEN to_jsonb(mask_email(value #>> '{}'))
      WHEN jsonb_typeof(value) = 'string' THEN to_jsonb(mask_emails_within(value #>> '{}'))
      WHEN jsonb_typeof(value) IN ('array', 'object') AND value::text LIKE '%@%'
        THEN to_jsonb('•••'::text)
      ELSE value
    END
  $$;
