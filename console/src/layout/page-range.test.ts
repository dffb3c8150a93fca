import { expect, it } from "vitest";
import { OFFSET_LIMIT } from "../../../api/contracts/list.ts";
import { DEEPEST_OFFSET, pagesWithin } from "./page-range.ts";

it("pages no deeper than the API allows", () => {
  expect(DEEPEST_OFFSET).toBe(OFFSET_LIMIT);
  expect(pagesWithin(2_000, 25)).toBe(2_000);
  const reachable = pagesWithin(10_000_000, 25);
  expect(reachable - 25).toBeLessThanOrEqual(OFFSET_LIMIT);
});
