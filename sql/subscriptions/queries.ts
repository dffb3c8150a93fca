import { selectPage } from "../database/list.ts";
import type { ListQuery, Page } from "../database/list.ts";
import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";

const SELECT = loadSql(import.meta.url, "./select-subscription.sql");
const SELECT_CURRENT = loadSql(import.meta.url, "./select-current-subscription.sql");

const COLUMNS = [
  "id",
  "user_id",
  "plan",
  "status",
  "stripe_customer_id",
  "stripe_subscription_id",
  "current_period_start",
  "current_period_end",
  "trial_ends_at",
  "canceled_at",
  "created_at",
  "updated_at",
  "version",
] as const;

export type SubscriptionRow = {
  id: string;
  user_id: string;
  plan: string;
  status: string;
  stripe_customer_id: string | null;
  stripe_subscription_id: string | null;
  current_period_start: Date | null;
  current_period_end: Date | null;
  trial_ends_at: Date | null;
  canceled_at: Date | null;
  created_at: Date;
  updated_at: Date;
  version: number;
};

export async function selectSubscriptions(
  tx: Transaction,
  request: Omit<ListQuery, "from" | "columns">,
  totalLimit: number,
): Promise<Page<SubscriptionRow>> {
  // Those without a period (the free plan) come last in both directions.
  const sort = { ...request.sort, nullsLast: request.sort.field === "current_period_end" };
  return selectPage(tx, { ...request, sort, from: "subscriptions", columns: COLUMNS }, totalLimit);
}

export async function selectOptionalSubscription(
  tx: Transaction,
  id: string,
): Promise<SubscriptionRow | undefined> {
  return (await tx.rows<SubscriptionRow>(SELECT, [id]))[0];
}

/** The one that is not over, else the last one. */
export async function selectOptionalCurrentSubscription(
  tx: Transaction,
  userId: string,
): Promise<SubscriptionRow | undefined> {
  return (await tx.rows<SubscriptionRow>(SELECT_CURRENT, [userId]))[0];
}
