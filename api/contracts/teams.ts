import { z } from "zod";
import { defineList } from "./list.ts";
import { can, id, oneOrMany, text, timestamp } from "./values.ts";

export const team = z
  .object({
    id,
    organization_id: id,
    name: z.string(),
    description: z.string().nullable(),
    created_at: timestamp,
    updated_at: timestamp,
    version: z.int(),
  })
  .meta({ id: "Team" });
export type Team = z.infer<typeof team>;

export const teamDetail = team.extend({ members_count: z.int(), can }).meta({ id: "TeamDetail" });

const name = text.trim().min(1).max(100);
const description = text.trim().max(1000).nullable();

export const teamCreate = z
  .strictObject({ name, description: description.default(null) })
  .meta({ id: "TeamCreate" });

/** The whole record may come back: what is not editable is ignored. */
export const teamUpdate = z.object({ name, description }).partial().meta({ id: "TeamUpdate" });

export const teamsList = defineList({
  filters: z.strictObject({
    id: oneOrMany(id).optional(),
    organization_id: id.optional(),
  }),
  sorts: ["id", "name"],
  defaultSort: ["name", "ASC"],
});
