import { z } from "zod";
import { between, defineList } from "./list.ts";
import { revealForm } from "./reveals.ts";
import { subscription } from "./subscriptions.ts";
import { can, id, oneOrMany, text, timestamp } from "./values.ts";

/** One row of the list. Staff see `email` masked; members see their own as it is. */
export const user = z
  .object({
    id,
    email: z.string(),
    email_verified_at: timestamp.nullable(),
    name: z.string(),
    display_name: z.string().nullable(),
    avatar_url: z.string().nullable(),
    timezone: z.string(),
    locale: z.string(),
    role: z.string(),
    is_active: z.boolean(),
    suspension_reason: z.string().nullable(),
    suspended_at: timestamp.nullable(),
    /** Null while suspended: until somebody lifts it. */
    suspended_until: timestamp.nullable(),
    restricted_at: timestamp.nullable(),
    last_login: timestamp.nullable(),
    onboarding_completed: z.boolean(),
    trial_ends_at: timestamp.nullable(),
    created_at: timestamp,
    updated_at: timestamp,
    deleted_at: timestamp.nullable(),
    version: z.int(),
  })
  .meta({ id: "User" });
export type User = z.infer<typeof user>;

const userProgress = z.object({
  current_streak: z.int(),
  longest_streak: z.int(),
  total_days_completed: z.int(),
  total_actions_completed: z.int(),
  total_time_invested_minutes: z.int(),
  last_completion_date: z.string().nullable(),
});

const notificationPreferences = z.object({
  email_enabled: z.boolean(),
  push_enabled: z.boolean(),
  weekly_summary: z.boolean(),
  victory_interactions: z.boolean(),
  /** HH:MM in the person's own time zone; null: no reminder. */
  daily_reminder_at: text
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "is not a time such as 07:30")
    .nullable(),
});

const consentPurpose = z.enum(["terms", "privacy", "marketing", "analytics", "ai_processing"]);
const consentAnswer = z.object({
  granted: z.boolean(),
  /** Of the document that was shown. */
  document_version: text.trim().min(1).max(50),
});

export const userDetail = user
  .extend({
    subscription: subscription.nullable(),
    progress: userProgress.nullable(),
    notification_preferences: notificationPreferences,
    /** The last answer to each purpose; one that was never asked about is absent. */
    consents: z.partialRecord(
      consentPurpose,
      consentAnswer.extend({ answered_at: timestamp, withdrawn_at: timestamp.nullable() }),
    ),
    organizations: z.array(
      z.object({
        id,
        name: z.string(),
        slug: z.string(),
        role: z.string(),
        joined_at: timestamp,
      }),
    ),
    can,
  })
  .meta({ id: "UserDetail" });
export type UserDetail = z.infer<typeof userDetail>;

/**
 * What `PUT /api/users/:id` reads. The whole record may come back: what is not editable is ignored. A
 * changed `email` is a 400, and so are, by staff, the fields that are the person's own to change.
 */
export const userUpdateForm = z
  .object({
    name: text.trim().min(1).max(200),
    display_name: text.trim().min(1).max(100).nullable(),
    avatar_url: z
      .url({ protocol: /^https$/ })
      .max(2048)
      .nullable(),
    timezone: text
      .regex(/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/, "is not a time zone")
      .refine(isTimeZone, "is not a time zone"),
    locale: text.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "is not a language tag").max(35),
    /** From here on: by the person alone. */
    onboarding_completed: z.boolean(),
    notification_preferences: notificationPreferences.partial(),
    consents: z.partialRecord(consentPurpose, consentAnswer),
    email: z.string().meta({ description: "Taken unchanged only" }),
  })
  .partial()
  .meta({ id: "UserUpdate" });
export type UserUpdate = z.infer<typeof userUpdateForm>;

export const userSuspend = z
  .strictObject({
    reason: text.trim().min(3).max(1000),
    /** Until when; null: until lifted by hand. */
    until: timestamp.nullable().default(null),
  })
  .meta({ id: "UserSuspend" });

export const userUnsuspend = z.strictObject({}).meta({ id: "UserUnsuspend" });

/** `POST /api/users/:id/reveal`: what staff see masked. */
export const userReveal = revealForm(["email"]).meta({ id: "UserReveal" });
export type UserReveal = z.infer<typeof userReveal>;

export const usersList = defineList({
  filters: z.strictObject({
    id: oneOrMany(id).optional(),
    is_active: z.boolean().optional(),
    /** Deleted users are left out unless asked for here, or named by `id`. */
    deleted: z.boolean().optional(),
    ...between("created_at"),
    ...between("last_login"),
  }),
  sorts: ["id", "created_at", "last_login"],
  defaultSort: ["created_at", "DESC"],
  served: {
    id: [["is_active"], ["deleted"]],
    created_at: [["is_active"], ["deleted"]],
    last_login: [["is_active"], ["deleted"]],
  },
});

/** `POST /api/users/search`: a user id, or part of an e-mail address or name. */
export const userSearch = z
  .strictObject({
    q: text.trim().min(1).max(200),
    sort: z.tuple([z.enum(["relevance", ...usersList.sorts]), z.enum(["ASC", "DESC"])]).optional(),
    range: z.tuple([z.int().min(0), z.int().min(0)]).optional(),
    filter: usersList.filters.optional(),
  })
  .meta({ id: "UserSearch" });

export const exportStatus = z.enum(["queued", "running", "ready", "failed", "expired"]);
export type ExportStatus = z.infer<typeof exportStatus>;

/** `POST|GET /api/users/:id/export`; `id` is the gdpr-request's. */
export const userExport = z
  .object({
    id,
    status: exportStatus,
    /** 0 to 100. */
    progress: z.int().min(0).max(100),
    rows: z.int(),
    expires_at: timestamp.nullable(),
    download_url: z.string().nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: "UserExport" });
export type UserExport = z.infer<typeof userExport>;

function isTimeZone(value: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
