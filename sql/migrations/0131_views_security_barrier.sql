-- A reader's function in WHERE sees what the view shows, and nothing before it is masked.
ALTER VIEW masked_users SET (security_barrier = true);
ALTER VIEW masked_organization_invitations SET (security_barrier = true);
ALTER VIEW masked_staff SET (security_barrier = true);
