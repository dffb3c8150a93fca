import { selectPage, withoutDeleted } from "../database/list.ts";
import type { ListQuery, LivingFilter, Page } from "../database/list.ts";
import { loadSql } from "../database/load-sql.ts";
import { selectFound } from "../database/text-search.ts";
import type { FoundPage, FoundRequest, Hit, Searcher } from "../database/text-search.ts";
import type { Transaction } from "../database/transaction.ts";

const SEARCH_OWN = loadSql(import.meta.url, "./search-own-actions.sql");
const READ_SEARCH = loadSql(import.meta.url, "./read-action-search.sql");

const COLUMNS = [
  "id",
  "user_id",
  "vision_id",
  "title",
  "description",
  "status",
  "date",
  "estimated_minutes",
  "actual_minutes",
  "ai_generated",
  "ai_reasoning",
  "completed_at",
  "created_at",
  "updated_at",
  "deleted_at",
  "version",
] as const;

export type DailyActionRow = {
  id: string;
  user_id: string;
  vision_id: string | null;
  title: string;
  description: string | null;
  status: string;
  /** The person's own day. */
  date: string;
  estimated_minutes: number | null;
  actual_minutes: number | null;
  ai_generated: boolean;
  ai_reasoning: string | null;
  completed_at: Date | null;
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
  version: number;
};

/** A person reads their own rows; staff read what people wrote masked. */
const FROM = {
  own: { from: "daily_actions", columns: COLUMNS },
  masked: { from: "masked_daily_actions", chosenOn: "daily_actions", columns: COLUMNS },
} as const;
export type Sight = keyof typeof FROM;

/** A page of one person's actions, or of those with the ids. */
export async function selectDailyActions(
  tx: Transaction,
  sight: Sight,
  request: Pick<ListQuery, "sort" | "offset" | "limit"> & { readonly filter: LivingFilter },
  totalLimit: number,
): Promise<Page<DailyActionRow>> {
  const query = { ...request, ...withoutDeleted(request.filter), ...FROM[sight] };
  return selectPage(tx, query, totalLimit);
}

export async function selectOptionalDailyAction(
  tx: Transaction,
  sight: Sight,
  id: string,
): Promise<DailyActionRow | undefined> {
  const request = { filter: { id }, sort: { field: "id", direction: "ASC" }, offset: 0 } as const;
  return (await selectDailyActions(tx, sight, { ...request, limit: 1 }, 1)).rows[0];
}

/** Days of the person's, both included. */
export type Days = { readonly since?: string | undefined; readonly until?: string | undefined };

/** One person's living actions with the words in title, description or the AI's reasoning. */
export async function searchDailyActions(
  tx: Transaction,
  searcher: Searcher,
  { since, until }: Days,
  request: FoundRequest,
): Promise<FoundPage<DailyActionRow, string>> {
  const own = "person" in searcher;
  const hits = own
    ? await tx.rows<Hit<string>>(SEARCH_OWN, [searcher.person, searcher.q, since, until])
    : await tx.rows<Hit<string>>(READ_SEARCH, [searcher.grant, since, until]);
  return selectFound(tx, FROM[own ? "own" : "masked"], hits, request);
}
