import { z } from "zod";
import { between, defineList, rangePair } from "./list.ts";
import { revealForm } from "./reveals.ts";
import { searchWords } from "./text-search.ts";
import { can, id, oneOrMany, timestamp } from "./values.ts";

/** Staff see `imported_category`, `title` and `description` as "•••"; the person sees them as they are. */
export const vision = z
  .object({
    id,
    user_id: id,
    category: z.enum(["health", "career", "relationships", "personal-growth"]),
    imported_category: z.string().nullable(),
    title: z.string(),
    description: z.string().nullable(),
    /** 1 is the highest of five. */
    priority: z.int(),
    /** A week's budget. */
    time_allocation_minutes: z.int().nullable(),
    created_at: timestamp,
    updated_at: timestamp,
    deleted_at: timestamp.nullable(),
    version: z.int(),
  })
  .meta({ id: "Vision" });
export type Vision = z.infer<typeof vision>;

export const visionDetail = vision.extend({ can }).meta({ id: "VisionDetail" });

export const visionsList = defineList({
  filters: z.strictObject({
    id: oneOrMany(id).optional(),
    /** Whose: asked of staff; of a token it can only be its own person. */
    user_id: id.optional(),
    /** Deleted ones are left out unless asked for here, or named by `id`. */
    deleted: z.boolean().optional(),
    ...between("created_at"),
  }),
  sorts: ["created_at"],
  defaultSort: ["created_at", "DESC"],
});

/** What a search sorts by, and whose visions it looks through. */
export const visionsFound = defineList({
  filters: z.strictObject({ user_id: id.optional() }),
  sorts: ["relevance", "created_at"],
  defaultSort: ["relevance", "ASC"],
});

/** `POST /api/visions/search`: words of title or description. */
export const visionSearch = z
  .strictObject({
    q: searchWords,
    sort: z.tuple([z.enum(visionsFound.sorts), z.enum(["ASC", "DESC"])]).optional(),
    range: rangePair.optional(),
    filter: visionsFound.filters.optional(),
  })
  .meta({ id: "VisionSearch" });

/** `POST /api/visions/:id/reveal`: what staff see masked. */
export const visionReveal = revealForm(["title", "description"]).meta({ id: "VisionReveal" });
