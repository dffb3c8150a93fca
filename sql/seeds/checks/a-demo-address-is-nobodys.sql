-- Only domains and networks reserved for documentation.
SELECT
  (SELECT count(*) FROM users WHERE email !~* '@([a-z0-9-]+\.)*example(\.(com|org|net))?$')
  + (SELECT count(*) FROM organization_invitations
    WHERE email !~* '@([a-z0-9-]+\.)*example(\.(com|org|net))?$')
  + (SELECT count(*) FROM user_sessions
    WHERE NOT (address <<= '192.0.2.0/24' OR address <<= '2001:db8::/32'))
  AS count
