-- Everybody may set debug_print_plan and have the server's notices sent to them, and a plan that is made
-- for one call holds that call's values: the whole row of a trigger, the values of an event. So whatever
-- works with its owner's rights, or is handed what its reader may not see (audit_changes), prints no plan.
-- A test asks it of every such function.
ALTER FUNCTION administered_organization()
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION administered_roles()
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION audit_changes(jsonb, jsonb)
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION audit_pseudonym_of(uuid)
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION audit_row_change()
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION audit_shown_subject()
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION audit_truncate()
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION check_gdpr_request_state()
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION check_organization_owner()
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION check_organization_size()
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION close_staff_session(bytea)
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION file_own_erasure()
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION open_staff_session(uuid, bytea, timestamp with time zone, inet, text)
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION partition_bounds()
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION read_daily_action_search(uuid, date, date)
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION read_revealed(uuid)
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION read_user_search(uuid, integer)
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION read_vision_search(uuid)
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION record_event(text, text, uuid, uuid, jsonb, jsonb)
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION request_reveal(text, uuid, text, text, text, integer)
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION request_search(text, text, uuid)
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION search_users(text, integer)
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION staff_by_session(bytea)
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION staff_credentials(text)
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
ALTER FUNCTION withdraw_own_erasure(uuid)
  SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off;
