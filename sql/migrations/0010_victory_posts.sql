CREATE TABLE victory_posts (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  user_id uuid NOT NULL REFERENCES users,
  organization_id uuid REFERENCES organizations,
  action_id uuid,
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  content text CHECK (length(content) <= 5000),
  visibility post_visibility NOT NULL DEFAULT 'private',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  FOREIGN KEY (action_id, user_id) REFERENCES daily_actions (id, user_id),
  CHECK (visibility NOT IN ('team', 'organization') OR organization_id IS NOT NULL)
);
CREATE INDEX victory_posts_user_id_idx ON victory_posts (user_id, created_at);
CREATE INDEX victory_posts_organization_id_idx ON victory_posts (organization_id, created_at)
  WHERE organization_id IS NOT NULL;
CREATE INDEX victory_posts_action_id_idx ON victory_posts (action_id) WHERE action_id IS NOT NULL;
CREATE TRIGGER touch_row BEFORE UPDATE ON victory_posts
  FOR EACH ROW EXECUTE FUNCTION touch_row();

CREATE TABLE victory_post_interactions (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  post_id uuid NOT NULL REFERENCES victory_posts,
  user_id uuid NOT NULL REFERENCES users,
  kind interaction_kind NOT NULL,
  body text CHECK (length(body) BETWEEN 1 AND 2000),
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((kind = 'comment') = (body IS NOT NULL))
);
CREATE INDEX victory_post_interactions_post_id_idx
  ON victory_post_interactions (post_id, created_at);
CREATE INDEX victory_post_interactions_user_id_idx
  ON victory_post_interactions (user_id, created_at);
-- Many comments, one like.
CREATE UNIQUE INDEX victory_post_interactions_once_key
  ON victory_post_interactions (post_id, user_id, kind) WHERE kind <> 'comment';
