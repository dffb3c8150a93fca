-- A proof is taken away: its canonical form holds pseudonyms, which outlive the page and can be put side by
-- side. Whoever has to convince somebody else gets it. The state of an event's proof is shown with the event.
INSERT INTO staff_permissions (role, resource, verb)
SELECT role, 'audit-log', 'proof' FROM unnest('{compliance,dpo,auditor}'::text[]) AS role;

-- How far sealing is, what holds it back, what the last verification found: for who acts on it or answers for
-- it. Support sees of the trail what is about the person shown, and findings name events of anybody.
INSERT INTO staff_permissions (role, resource, verb)
SELECT role, 'audit-log', 'sealing' FROM unnest('{compliance,dpo,sre,auditor,admin}'::text[]) AS role;
