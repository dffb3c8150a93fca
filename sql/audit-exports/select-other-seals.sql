-- What is no interval of events: keys, epochs, resumptions, dropped months. A handful among millions.
SELECT n::text FROM audit_seals WHERE kind <> 'interval' ORDER BY n;
