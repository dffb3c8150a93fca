-- One open invitation to an address is the rule (organization_invitations_open_key); one that has run
-- out must not stand in the way of the next.
UPDATE organization_invitations SET revoked_at = now()
WHERE organization_id = $1 AND lower(email) COLLATE "C" = lower($2)
  AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at <= now();
