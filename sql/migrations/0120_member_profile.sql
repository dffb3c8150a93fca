-- A person's settings and answers, read and changed with their profile. The columns of an answer are
-- granted one by one: when it was given is the clock's word and not the caller's.
GRANT
  SELECT,
  INSERT (
    user_id, email_enabled, push_enabled, weekly_summary, victory_interactions, daily_reminder_at
  ),
  UPDATE (email_enabled, push_enabled, weekly_summary, victory_interactions, daily_reminder_at)
  ON user_notification_preferences TO fs_member;
CREATE POLICY member_reads ON user_notification_preferences FOR SELECT TO fs_member
  USING (user_id = nullif(current_setting('app.actor_id', true), '')::uuid);
CREATE POLICY member_adds ON user_notification_preferences FOR INSERT TO fs_member
  WITH CHECK (user_id = nullif(current_setting('app.actor_id', true), '')::uuid);
CREATE POLICY member_edits ON user_notification_preferences FOR UPDATE TO fs_member
  USING (user_id = nullif(current_setting('app.actor_id', true), '')::uuid)
  WITH CHECK (user_id = nullif(current_setting('app.actor_id', true), '')::uuid);

GRANT SELECT, INSERT (user_id, purpose, document_version, granted), UPDATE (withdrawn_at)
  ON user_consents TO fs_member;
CREATE POLICY member_reads ON user_consents FOR SELECT TO fs_member
  USING (user_id = nullif(current_setting('app.actor_id', true), '')::uuid);
CREATE POLICY member_answers ON user_consents FOR INSERT TO fs_member
  WITH CHECK (user_id = nullif(current_setting('app.actor_id', true), '')::uuid);
-- A withdrawal is made now and once: it is proof like the consent itself (GDPR 7(1)).
CREATE POLICY member_withdraws ON user_consents FOR UPDATE TO fs_member
  USING (
    user_id = nullif(current_setting('app.actor_id', true), '')::uuid AND withdrawn_at IS NULL
  )
  WITH CHECK (
    user_id = nullif(current_setting('app.actor_id', true), '')::uuid AND withdrawn_at = now()
  );

-- Who helps or answers for a person sees how they are reached and what they agreed to.
GRANT SELECT ON user_notification_preferences, user_consents
  TO fs_support, fs_compliance, fs_dpo, fs_admin;
CREATE POLICY staff_reads ON user_notification_preferences FOR SELECT
  TO fs_support, fs_compliance, fs_dpo, fs_admin USING (true);
CREATE POLICY staff_reads ON user_consents FOR SELECT
  TO fs_support, fs_compliance, fs_dpo, fs_admin USING (true);
