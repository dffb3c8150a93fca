import { z } from "zod";
import { defineList, rangePair } from "./list.ts";
import { revealForm } from "./reveals.ts";
import { searchWords } from "./text-search.ts";
import { can, day, id, oneOrMany, timestamp } from "./values.ts";

/** Staff see `title`, `description` and `ai_reasoning` as "•••"; the person sees them as they are. */
export const dailyAction = z
  .object({
    id,
    user_id: id,
    vision_id: id.nullable(),
    title: z.string(),
    description: z.string().nullable(),
    status: z.enum(["pending", "in_progress", "completed", "skipped"]),
    /** The person's own day, in their time zone. */
    date: day,
    estimated_minutes: z.int().nullable(),
    actual_minutes: z.int().nullable(),
    ai_generated: z.boolean(),
    ai_reasoning: z.string().nullable(),
    completed_at: timestamp.nullable(),
    created_at: timestamp,
    updated_at: timestamp,
    deleted_at: timestamp.nullable(),
    version: z.int(),
  })
  .meta({ id: "DailyAction" });
export type DailyAction = z.infer<typeof dailyAction>;

export const dailyActionDetail = dailyAction.extend({ can }).meta({ id: "DailyActionDetail" });

const days = { date_gte: day.optional(), date_lte: day.optional() };

export const dailyActionsList = defineList({
  filters: z.strictObject({
    id: oneOrMany(id).optional(),
    /** Whose: asked of staff; of a token it can only be its own person. */
    user_id: id.optional(),
    /** Deleted ones are left out unless asked for here, or named by `id`. */
    deleted: z.boolean().optional(),
    ...days,
  }),
  sorts: ["date"],
  defaultSort: ["date", "DESC"],
});

/** What a search sorts by, whose actions it looks through, and of which days. */
export const dailyActionsFound = defineList({
  filters: z.strictObject({ user_id: id.optional(), ...days }),
  sorts: ["relevance", "date"],
  defaultSort: ["relevance", "ASC"],
});

/** `POST /api/daily-actions/search`: words of title, description or the AI's reasoning. */
export const dailyActionSearch = z
  .strictObject({
    q: searchWords,
    sort: z.tuple([z.enum(dailyActionsFound.sorts), z.enum(["ASC", "DESC"])]).optional(),
    range: rangePair.optional(),
    filter: dailyActionsFound.filters.optional(),
  })
  .meta({ id: "DailyActionSearch" });

/** `POST /api/daily-actions/:id/reveal`: what staff see masked. */
export const dailyActionReveal = revealForm(["title", "description", "ai_reasoning"]).meta({
  id: "DailyActionReveal",
});
