import { z } from "zod";
import { between, defineList } from "./list.ts";
import { can, id, oneOrMany, timestamp } from "./values.ts";

const subscriptionPlan = z.enum(["free", "pro", "enterprise"]);
const subscriptionStatus = z.enum(["trial", "active", "past_due", "canceled", "unpaid"]);

export const subscription = z
  .object({
    id,
    user_id: id,
    plan: subscriptionPlan,
    status: subscriptionStatus,
    stripe_customer_id: z.string().nullable(),
    stripe_subscription_id: z.string().nullable(),
    current_period_start: timestamp.nullable(),
    current_period_end: timestamp.nullable(),
    trial_ends_at: timestamp.nullable(),
    canceled_at: timestamp.nullable(),
    created_at: timestamp,
    updated_at: timestamp,
    version: z.int(),
  })
  .meta({ id: "Subscription" });
export type Subscription = z.infer<typeof subscription>;

export const subscriptionDetail = subscription.extend({ can }).meta({ id: "SubscriptionDetail" });

export const subscriptionsList = defineList({
  filters: z.strictObject({
    id: oneOrMany(id).optional(),
    user_id: id.optional(),
    status: subscriptionStatus.optional(),
    plan: subscriptionPlan.optional(),
    ...between("current_period_end"),
  }),
  sorts: ["id", "created_at", "current_period_end"],
  defaultSort: ["created_at", "DESC"],
  narrow: ["user_id"],
});
