// Written by `npm run db:types` from the live schema; a test compares.
import type { ColumnType } from "kysely";

type Generated<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S, I | undefined, U>
  : ColumnType<T, T | undefined, T>;

type Json = JsonValue;

type JsonArray = JsonValue[];

type JsonObject = {
  [x: string]: JsonValue | undefined;
};

type JsonPrimitive = boolean | number | string | null;

type JsonValue = JsonArray | JsonObject | JsonPrimitive;

type Numeric = ColumnType<string, number | string, number | string>;

type Timestamp = ColumnType<Date, Date | string, Date | string>;

interface Achievements {
  background_color: string;
  created_at: Generated<Timestamp>;
  criteria: Json;
  description: string;
  icon: string;
  id: Generated<string>;
  is_active: Generated<boolean>;
  key: string;
  title: string;
  updated_at: Generated<Timestamp>;
  version: Generated<number>;
}

interface ActionTimingSessions {
  action_id: string;
  created_at: Generated<Timestamp>;
  ended_at: Timestamp | null;
  id: Generated<string>;
  paused_minutes: Generated<number>;
  started_at: Timestamp;
  user_id: string;
}

interface AnalyticsEvents {
  address: string | null;
  agent: string | null;
  at: Generated<Timestamp>;
  created_at: Generated<Timestamp>;
  id: Generated<string>;
  name: string;
  organization_id: string | null;
  properties: Generated<Json>;
  session_id: string | null;
  user_id: string | null;
}

interface AuditEpochs {
  created_at: Generated<Timestamp>;
  epoch: number;
  reason: string;
}

interface AuditExports {
  actor_id: string | null;
  attempt: Generated<number>;
  broken: number | null;
  bytes: number | null;
  created_at: Generated<Timestamp>;
  error: string | null;
  events: Generated<number>;
  events_total: Generated<number>;
  expires_at: Timestamp | null;
  file_name: string | null;
  filter: Json;
  format: string;
  id: Generated<string>;
  looked_at: Generated<number>;
  phase: string | null;
  proofs: Generated<number>;
  ready_at: Timestamp | null;
  role: Generated<string>;
  sha256: Buffer | null;
  snapshot_at: Timestamp | null;
  staff_id: string;
  started_at: Timestamp | null;
  status: Generated<string>;
  subject_id: string | null;
  updated_at: Generated<Timestamp>;
}

interface AuditLog {
  action: string;
  actor: string | null;
  actor_kind: string;
  actor_role: string;
  at: Timestamp;
  canon: number;
  details: Json;
  epoch: number;
  id: string;
  leaf: Buffer;
  pii: Json | null;
  pii_commit: Buffer;
  pii_salt: Buffer | null;
  reason_code: string | null;
  request_id: string | null;
  resource: string;
  resource_id: string | null;
  seq: Generated<number>;
  subject: string | null;
  ticket: string | null;
  tx: Generated<string>;
}

interface AuditPseudonyms {
  created_at: Generated<Timestamp>;
  pseudonym: Generated<string>;
  real_id: string;
  user_id: string | null;
}

interface AuditSeals {
  at: Timestamp;
  detail: Json;
  epoch: number;
  hash: Buffer;
  key_id: string;
  kind: string;
  n: number;
  partition: string | null;
  prev_seal_hash: Buffer;
  root: Buffer;
  rows: number;
  signature: Buffer;
  tx_from: string;
  tx_to: string;
}

interface DailyActions {
  actual_minutes: number | null;
  ai_generated: Generated<boolean>;
  ai_reasoning: string | null;
  completed_at: Timestamp | null;
  created_at: Generated<Timestamp>;
  date: string;
  deleted_at: Timestamp | null;
  description: string | null;
  estimated_minutes: number | null;
  id: Generated<string>;
  status: Generated<string>;
  title: string;
  updated_at: Generated<Timestamp>;
  user_id: string;
  version: Generated<number>;
  vision_id: string | null;
}

interface GdprExports {
  attempt: Generated<number>;
  bytes: number | null;
  created_at: Generated<Timestamp>;
  current_table: string | null;
  error: string | null;
  expires_at: Timestamp | null;
  file_name: string | null;
  ready_at: Timestamp | null;
  request_id: string;
  rows: Generated<number>;
  sha256: Buffer | null;
  started_at: Timestamp | null;
  status: Generated<string>;
  tables_done: Generated<number>;
  tables_total: Generated<number>;
  updated_at: Generated<Timestamp>;
  user_id: string;
}

interface GdprRequests {
  channel: string;
  created_at: Generated<Timestamp>;
  created_by_staff: string | null;
  id: Generated<string>;
  note: string | null;
  received_on: Generated<string>;
  state: Generated<string>;
  type: string;
  updated_at: Generated<Timestamp>;
  user_id: string;
  version: Generated<number>;
}

interface GdprRequestTransitions {
  created_at: Generated<Timestamp>;
  from_state: string;
  to_state: string;
  type: string;
}

interface Installation {
  created_at: Generated<Timestamp>;
  id: Generated<string>;
}

interface JobRuns {
  attempt: Generated<number>;
  backend_pid: Generated<number>;
  created_at: Generated<Timestamp>;
  detail: Generated<Json>;
  finished_at: Timestamp | null;
  id: Generated<string>;
  job: string;
  phase: string | null;
  request_id: string | null;
  started_at: Generated<Timestamp>;
  status: Generated<string>;
  target: string | null;
}

interface MaskedDailyActions {
  actual_minutes: number | null;
  ai_generated: boolean;
  ai_reasoning: string | null;
  completed_at: Timestamp | null;
  created_at: Timestamp;
  date: string;
  deleted_at: Timestamp | null;
  description: string | null;
  estimated_minutes: number | null;
  id: string;
  status: string;
  title: string;
  updated_at: Timestamp;
  user_id: string;
  version: number;
  vision_id: string | null;
}

interface MaskedOrganizationInvitations {
  accepted_at: Timestamp | null;
  accepted_by: string | null;
  created_at: Timestamp;
  email: string;
  expires_at: Timestamp;
  id: string;
  invited_by: string | null;
  organization_id: string;
  revoked_at: Timestamp | null;
  role: string;
}

interface MaskedStaff {
  created_at: Timestamp;
  email: string;
  id: string;
  is_active: boolean;
  last_login: Timestamp | null;
  name: string;
  role: string;
  updated_at: Timestamp;
  user_id: string | null;
  version: number;
}

interface MaskedUsers {
  avatar_url: string | null;
  created_at: Timestamp;
  deleted_at: Timestamp | null;
  display_name: string | null;
  email: string;
  email_verified_at: Timestamp | null;
  id: string;
  is_active: boolean;
  last_login: Timestamp | null;
  locale: string;
  name: string;
  onboarding_completed: boolean;
  restricted_at: Timestamp | null;
  role: string;
  suspended_at: Timestamp | null;
  suspended_until: Timestamp | null;
  suspension_reason: string | null;
  timezone: string;
  trial_ends_at: Timestamp | null;
  updated_at: Timestamp;
  version: number;
}

interface MaskedVisions {
  category: string;
  created_at: Timestamp;
  deleted_at: Timestamp | null;
  description: string | null;
  id: string;
  imported_category: string | null;
  priority: number;
  time_allocation_minutes: number | null;
  title: string;
  updated_at: Timestamp;
  user_id: string;
  version: number;
}

interface OrganizationInvitations {
  accepted_at: Timestamp | null;
  accepted_by: string | null;
  created_at: Generated<Timestamp>;
  email: string;
  expires_at: Timestamp;
  id: Generated<string>;
  invited_by: string | null;
  organization_id: string;
  revoked_at: Timestamp | null;
  role: Generated<string>;
  token_hash: Buffer;
}

interface OrganizationMemberNames {
  name: string | null;
  user_id: string | null;
}

interface OrganizationMembers {
  created_at: Generated<Timestamp>;
  id: Generated<string>;
  invited_by: string | null;
  joined_at: Generated<Timestamp>;
  organization_id: string;
  role: Generated<string>;
  updated_at: Generated<Timestamp>;
  user_id: string;
  version: Generated<number>;
}

interface Organizations {
  branding: Generated<Json>;
  created_at: Generated<Timestamp>;
  deleted_at: Timestamp | null;
  id: Generated<string>;
  logo_url: string | null;
  max_members: Generated<number>;
  name: string;
  plan: Generated<string>;
  settings: Generated<Json>;
  slug: string;
  status: Generated<string>;
  updated_at: Generated<Timestamp>;
  verified_domain: string | null;
  version: Generated<number>;
}

interface ProvableAuditLog {
  action: string | null;
  actor: string | null;
  actor_kind: string | null;
  actor_role: string | null;
  at: Timestamp | null;
  canon: number | null;
  details: Json | null;
  epoch: number | null;
  id: string | null;
  leaf: Buffer | null;
  partition: string | null;
  pii_commit: Buffer | null;
  reason_code: string | null;
  request_id: string | null;
  resource: string | null;
  resource_id: string | null;
  seq: number | null;
  subject: string | null;
  ticket: string | null;
  tx: string | null;
  values_intact: boolean | null;
}

interface ReadableAuditLog {
  action: string | null;
  actor_id: string | null;
  actor_kind: string | null;
  actor_name: string | null;
  actor_role: string | null;
  address: string | null;
  at: Timestamp | null;
  changes: Json | null;
  details: Json | null;
  erased: boolean | null;
  id: string | null;
  reason: string | null;
  reason_code: string | null;
  request_id: string | null;
  resource: string | null;
  resource_id: string | null;
  subject_id: string | null;
  ticket: string | null;
}

interface SchemaMigrations {
  id: Generated<number>;
  name: string;
  run_on: Timestamp;
}

interface Staff {
  created_at: Generated<Timestamp>;
  email: string;
  id: Generated<string>;
  is_active: Generated<boolean>;
  last_login: Timestamp | null;
  name: string;
  password_hash: string;
  role: string;
  updated_at: Generated<Timestamp>;
  user_id: string | null;
  version: Generated<number>;
}

interface StaffPermissions {
  created_at: Generated<Timestamp>;
  resource: string;
  role: string;
  verb: string;
}

interface StaffRoles {
  created_at: Generated<Timestamp>;
  role: string;
  title: string;
}

interface StaffSessions {
  address: string | null;
  agent: string | null;
  created_at: Generated<Timestamp>;
  expires_at: Timestamp;
  id: Generated<string>;
  last_seen_at: Generated<Timestamp>;
  revoked_at: Timestamp | null;
  staff_id: string;
  token_hash: Buffer;
}

interface Subscriptions {
  canceled_at: Timestamp | null;
  created_at: Generated<Timestamp>;
  current_period_end: Timestamp | null;
  current_period_start: Timestamp | null;
  id: Generated<string>;
  plan: Generated<string>;
  status: Generated<string>;
  stripe_customer_id: string | null;
  stripe_subscription_id: string | null;
  trial_ends_at: Timestamp | null;
  updated_at: Generated<Timestamp>;
  user_id: string;
  version: Generated<number>;
}

interface TeamMembers {
  created_at: Generated<Timestamp>;
  id: Generated<string>;
  organization_id: string;
  role: Generated<string>;
  team_id: string;
  user_id: string;
}

interface Teams {
  created_at: Generated<Timestamp>;
  description: string | null;
  id: Generated<string>;
  name: string;
  organization_id: string;
  updated_at: Generated<Timestamp>;
  version: Generated<number>;
}

interface Throttle {
  created_at: Generated<Timestamp>;
  expire: number | null;
  key: string;
  points: Generated<number>;
}

interface TimeBudgetAllocations {
  allocated_minutes: number;
  category: string;
  created_at: Generated<Timestamp>;
  id: Generated<string>;
  user_id: string;
  week_start: string;
}

interface UserAchievements {
  achievement_id: string;
  created_at: Generated<Timestamp>;
  earned_at: Generated<Timestamp>;
  id: Generated<string>;
  user_id: string;
}

interface UserConsents {
  created_at: Generated<Timestamp>;
  document_version: string;
  granted: boolean;
  granted_at: Generated<Timestamp>;
  id: Generated<string>;
  purpose: string;
  user_id: string;
  withdrawn_at: Timestamp | null;
}

interface UserNotificationPreferences {
  created_at: Generated<Timestamp>;
  daily_reminder_at: string | null;
  email_enabled: Generated<boolean>;
  id: Generated<string>;
  push_enabled: Generated<boolean>;
  updated_at: Generated<Timestamp>;
  user_id: string;
  version: Generated<number>;
  victory_interactions: Generated<boolean>;
  weekly_summary: Generated<boolean>;
}

interface UserNotifications {
  action_path: string | null;
  body: string | null;
  created_at: Generated<Timestamp>;
  id: Generated<string>;
  kind: string;
  read_at: Timestamp | null;
  title: string;
  user_id: string;
}

interface UserOauthProviders {
  access_token: Buffer | null;
  created_at: Generated<Timestamp>;
  id: Generated<string>;
  key_id: string | null;
  provider: string;
  provider_user_id: string;
  refresh_token: Buffer | null;
  scopes: Generated<string[]>;
  token_expires_at: Timestamp | null;
  updated_at: Generated<Timestamp>;
  user_id: string;
  version: Generated<number>;
}

interface UserProgress {
  created_at: Generated<Timestamp>;
  current_streak: Generated<number>;
  id: Generated<string>;
  last_completion_date: string | null;
  longest_streak: Generated<number>;
  total_actions_completed: Generated<number>;
  total_days_completed: Generated<number>;
  total_time_invested_minutes: Generated<number>;
  updated_at: Generated<Timestamp>;
  user_id: string;
  version: Generated<number>;
}

interface Users {
  avatar_url: string | null;
  created_at: Generated<Timestamp>;
  deleted_at: Timestamp | null;
  display_name: string | null;
  email: string;
  email_reserved: Generated<boolean>;
  email_verified_at: Timestamp | null;
  id: Generated<string>;
  is_active: Generated<boolean>;
  last_login: Timestamp | null;
  locale: Generated<string>;
  name: string;
  onboarding_completed: Generated<boolean>;
  password_hash: string | null;
  restricted_at: Timestamp | null;
  role: Generated<string>;
  suspended_at: Timestamp | null;
  suspended_until: Timestamp | null;
  suspension_reason: string | null;
  timezone: Generated<string>;
  trial_ends_at: Timestamp | null;
  updated_at: Generated<Timestamp>;
  version: Generated<number>;
}

interface UserSessions {
  address: string | null;
  agent: string | null;
  created_at: Generated<Timestamp>;
  expires_at: Timestamp;
  id: Generated<string>;
  last_seen_at: Generated<Timestamp>;
  revoked_at: Timestamp | null;
  token_hash: Buffer;
  user_id: string;
}

interface VictoryPostInteractions {
  body: string | null;
  created_at: Generated<Timestamp>;
  id: Generated<string>;
  kind: string;
  post_id: string;
  user_id: string;
}

interface VictoryPosts {
  action_id: string | null;
  content: string | null;
  created_at: Generated<Timestamp>;
  deleted_at: Timestamp | null;
  id: Generated<string>;
  organization_id: string | null;
  title: string;
  updated_at: Generated<Timestamp>;
  user_id: string;
  version: Generated<number>;
  visibility: Generated<string>;
}

interface VisionAiAnalyses {
  created_at: Generated<Timestamp>;
  feasibility_score: Numeric;
  id: Generated<string>;
  improvements: Generated<string[]>;
  key_goals: Generated<string[]>;
  model: string;
  suggested_actions: Generated<string[]>;
  themes: Generated<string[]>;
  time_complexity: string;
  user_id: string;
  vision_id: string;
}

interface Visions {
  category: string;
  created_at: Generated<Timestamp>;
  deleted_at: Timestamp | null;
  description: string | null;
  id: Generated<string>;
  imported_category: string | null;
  priority: Generated<number>;
  time_allocation_minutes: number | null;
  title: string;
  updated_at: Generated<Timestamp>;
  user_id: string;
  version: Generated<number>;
}

interface VisionTimeAllocations {
  created_at: Generated<Timestamp>;
  id: Generated<string>;
  planned_minutes: number;
  spent_minutes: Generated<number>;
  user_id: string;
  vision_id: string;
  week_start: string;
}

export interface Database {
  achievements: Achievements;
  action_timing_sessions: ActionTimingSessions;
  analytics_events: AnalyticsEvents;
  audit_epochs: AuditEpochs;
  audit_exports: AuditExports;
  audit_log: AuditLog;
  audit_pseudonyms: AuditPseudonyms;
  audit_seals: AuditSeals;
  daily_actions: DailyActions;
  gdpr_exports: GdprExports;
  gdpr_request_transitions: GdprRequestTransitions;
  gdpr_requests: GdprRequests;
  installation: Installation;
  job_runs: JobRuns;
  masked_daily_actions: MaskedDailyActions;
  masked_organization_invitations: MaskedOrganizationInvitations;
  masked_staff: MaskedStaff;
  masked_users: MaskedUsers;
  masked_visions: MaskedVisions;
  organization_invitations: OrganizationInvitations;
  organization_member_names: OrganizationMemberNames;
  organization_members: OrganizationMembers;
  organizations: Organizations;
  provable_audit_log: ProvableAuditLog;
  readable_audit_log: ReadableAuditLog;
  schema_migrations: SchemaMigrations;
  staff: Staff;
  staff_permissions: StaffPermissions;
  staff_roles: StaffRoles;
  staff_sessions: StaffSessions;
  subscriptions: Subscriptions;
  team_members: TeamMembers;
  teams: Teams;
  throttle: Throttle;
  time_budget_allocations: TimeBudgetAllocations;
  user_achievements: UserAchievements;
  user_consents: UserConsents;
  user_notification_preferences: UserNotificationPreferences;
  user_notifications: UserNotifications;
  user_oauth_providers: UserOauthProviders;
  user_progress: UserProgress;
  user_sessions: UserSessions;
  users: Users;
  victory_post_interactions: VictoryPostInteractions;
  victory_posts: VictoryPosts;
  vision_ai_analyses: VisionAiAnalyses;
  vision_time_allocations: VisionTimeAllocations;
  visions: Visions;
}
