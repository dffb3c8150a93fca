import { selectPage, withoutDeleted } from "../database/list.ts";
import type { ListQuery, LivingFilter, Page } from "../database/list.ts";
import { loadSql } from "../database/load-sql.ts";
import { selectFound } from "../database/text-search.ts";
import type { FoundPage, FoundRequest, Hit, Searcher } from "../database/text-search.ts";
import type { Transaction } from "../database/transaction.ts";

const SEARCH_OWN = loadSql(import.meta.url, "./search-own-visions.sql");
const READ_SEARCH = loadSql(import.meta.url, "./read-vision-search.sql");

const COLUMNS = [
  "id",
  "user_id",
  "category",
  "imported_category",
  "title",
  "description",
  "priority",
  "time_allocation_minutes",
  "created_at",
  "updated_at",
  "deleted_at",
  "version",
] as const;

export type VisionRow = {
  id: string;
  user_id: string;
  category: string;
  imported_category: string | null;
  title: string;
  description: string | null;
  priority: number;
  time_allocation_minutes: number | null;
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
  version: number;
};

/** A person reads their own rows; staff read what people wrote masked. */
const FROM = {
  own: { from: "visions", columns: COLUMNS },
  masked: { from: "masked_visions", chosenOn: "visions", columns: COLUMNS },
} as const;
export type Sight = keyof typeof FROM;

/** A page of one person's visions, or of those with the ids. */
export async function selectVisions(
  tx: Transaction,
  sight: Sight,
  request: Pick<ListQuery, "sort" | "offset" | "limit"> & { readonly filter: LivingFilter },
  totalLimit: number,
): Promise<Page<VisionRow>> {
  const query = { ...request, ...withoutDeleted(request.filter), ...FROM[sight] };
  return selectPage(tx, query, totalLimit);
}

export async function selectOptionalVision(
  tx: Transaction,
  sight: Sight,
  id: string,
): Promise<VisionRow | undefined> {
  const request = { filter: { id }, sort: { field: "id", direction: "ASC" }, offset: 0 } as const;
  return (await selectVisions(tx, sight, { ...request, limit: 1 }, 1)).rows[0];
}

/** One person's living visions with the words in title or description. */
export async function searchVisions(
  tx: Transaction,
  searcher: Searcher,
  request: FoundRequest,
): Promise<FoundPage<VisionRow, Date>> {
  const own = "person" in searcher;
  const hits = own
    ? await tx.rows<Hit<Date>>(SEARCH_OWN, [searcher.person, searcher.q])
    : await tx.rows<Hit<Date>>(READ_SEARCH, [searcher.grant]);
  return selectFound(tx, FROM[own ? "own" : "masked"], hits, request);
}
