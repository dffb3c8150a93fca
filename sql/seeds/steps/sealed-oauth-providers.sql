-- $1: id of the key; $2, $3, $4: ids of seed_oauth_providers and the sealed tokens of each.
INSERT INTO user_oauth_providers (
  id, user_id, provider, provider_user_id, access_token, refresh_token, key_id, scopes,
  token_expires_at, created_at, updated_at
)
SELECT
  p.id, p.user_id, p.provider, p.provider_user_id, t.access_token, t.refresh_token, $1,
  ARRAY['openid', 'email', 'profile'], p.token_expires_at, p.joined_at, p.joined_at
FROM seed_oauth_providers AS p
JOIN unnest($2::uuid[], $3::bytea[], $4::bytea[]) AS t (id, access_token, refresh_token) USING (id);
