/** The API's cap on OFFSET (OFFSET_LIMIT in api/contracts/list.ts; page-range.test.ts compares). */
export const DEEPEST_OFFSET = 10_000;

/** The rows that paging can reach: a longer list is refined by its filters, not paged through. */
export function pagesWithin(total: number, perPage: number): number {
  return Math.min(total, DEEPEST_OFFSET + perPage);
}
