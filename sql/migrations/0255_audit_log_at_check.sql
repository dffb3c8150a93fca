-- The canonical form writes four digits of a year and no era: a time before or after these would read as
-- another one. By its number, so that the constraint's text does not depend on a session's TimeZone. The
-- months' own bounds say the same, as long as nobody attaches one with others.
ALTER TABLE audit_log ADD CONSTRAINT audit_log_at_check
  CHECK (date_part('epoch', at) >= 946684800 AND date_part('epoch', at) < 253402300800) NOT VALID;
