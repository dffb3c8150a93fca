-- What somebody typed stands in an event's erasable part, also where the row is about no person: a sole
-- trader's organization bears their name, a team may bear anybody's. The lists of 0063 without these columns.
CREATE OR REPLACE TRIGGER audit_row_change AFTER INSERT OR UPDATE OR DELETE ON organizations
  FOR EACH ROW EXECUTE FUNCTION audit_row_change(
    'organizations', 'id', '', '{created_at,deleted_at,max_members,plan,status}', '{}', '{}'
  );
ALTER TABLE organizations ENABLE ALWAYS TRIGGER audit_row_change;

CREATE OR REPLACE TRIGGER audit_row_change AFTER INSERT OR UPDATE OR DELETE ON teams
  FOR EACH ROW EXECUTE FUNCTION audit_row_change(
    'teams', 'id', '', '{created_at,organization_id}', '{}', '{}'
  );
ALTER TABLE teams ENABLE ALWAYS TRIGGER audit_row_change;

-- The version of a document is what the person's client sends.
CREATE OR REPLACE TRIGGER audit_row_change AFTER INSERT OR UPDATE OR DELETE ON user_consents
  FOR EACH ROW EXECUTE FUNCTION audit_row_change(
    'user-consents', 'id', 'user_id', '{created_at}', '{}', '{}'
  );
ALTER TABLE user_consents ENABLE ALWAYS TRIGGER audit_row_change;
