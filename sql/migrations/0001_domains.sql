-- What a function may do is said grant by grant. (Only a default for the whole database can take
-- EXECUTE from PUBLIC; one for a schema cannot.)
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- Enumerations are domains over text: equality on text is leakproof, so that an index stays usable
-- under row-level security, and a value is added by one constraint. NOT NULL is said by the columns.
CREATE DOMAIN email_address AS text
  CHECK (length(VALUE) <= 254 AND VALUE ~ '^[^@[:space:]]+@[^@[:space:]]+$');
CREATE DOMAIN locale_tag AS text CHECK (VALUE ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$');
CREATE DOMAIN time_zone_name AS text CHECK (VALUE ~ '^[A-Za-z][A-Za-z0-9_+/-]{1,63}$');
CREATE DOMAIN minutes AS integer CHECK (VALUE BETWEEN 0 AND 525600);

CREATE DOMAIN user_role AS text CHECK (VALUE IN ('user', 'admin'));
CREATE DOMAIN oauth_provider AS text CHECK (VALUE IN ('apple', 'github', 'google', 'microsoft'));
CREATE DOMAIN consent_purpose AS text
  CHECK (VALUE IN ('terms', 'privacy', 'marketing', 'analytics', 'ai_processing'));
CREATE DOMAIN plan AS text CHECK (VALUE IN ('free', 'pro', 'enterprise'));
CREATE DOMAIN organization_status AS text
  CHECK (VALUE IN ('trial', 'active', 'suspended', 'canceled'));
CREATE DOMAIN organization_role AS text CHECK (VALUE IN ('owner', 'admin', 'member'));
CREATE DOMAIN team_role AS text CHECK (VALUE IN ('lead', 'member'));
CREATE DOMAIN subscription_status AS text
  CHECK (VALUE IN ('trial', 'active', 'past_due', 'canceled', 'unpaid'));
CREATE DOMAIN vision_category AS text
  CHECK (VALUE IN ('health', 'career', 'relationships', 'personal-growth'));
CREATE DOMAIN time_complexity AS text CHECK (VALUE IN ('low', 'medium', 'high'));
CREATE DOMAIN action_status AS text
  CHECK (VALUE IN ('pending', 'in_progress', 'completed', 'skipped'));
CREATE DOMAIN post_visibility AS text
  CHECK (VALUE IN ('private', 'team', 'organization', 'public'));
CREATE DOMAIN interaction_kind AS text CHECK (VALUE IN ('like', 'celebrate', 'comment'));
CREATE DOMAIN notification_kind AS text
  CHECK (VALUE IN ('reminder', 'achievement', 'streak', 'victory', 'organization', 'system'));
CREATE DOMAIN gdpr_request_type AS text
  CHECK (
    VALUE IN (
      'access', 'rectification', 'erasure', 'restriction', 'portability', 'objection',
      'consent_withdrawal'
    )
  );
CREATE DOMAIN gdpr_request_channel AS text CHECK (VALUE IN ('console', 'token', 'email', 'letter'));
CREATE DOMAIN gdpr_request_state AS text
  CHECK (
    VALUE IN (
      'received', 'identity_pending', 'assessing', 'awaiting_subject', 'planned',
      'pending_approval', 'approved', 'executing', 'verifying', 'delivering', 'completed',
      'completed_partial', 'refused', 'withdrawn', 'closed_unidentified'
    )
  );
CREATE DOMAIN export_status AS text
  CHECK (VALUE IN ('queued', 'running', 'ready', 'failed', 'expired'));
