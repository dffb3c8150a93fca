import { expect, it } from "vitest";
import { sentencesOf } from "./findings.ts";
import type { Finding } from "./findings.ts";

const findings = (count: number, words = "was changed"): Finding[] =>
  Array.from({ length: count }, (_, n) => ({ check: "event", says: `event ${n} ${words}` }));

it("keeps what each of the findings says, one a line", () => {
  expect(sentencesOf(findings(3))).toBe(
    "event 0 was changed\nevent 1 was changed\nevent 2 was changed",
  );
});

it("keeps no more than twenty, and no more than fit", () => {
  expect(sentencesOf(findings(1_000)).split("\n")).toHaveLength(20);
  const long = sentencesOf(findings(20, "x".repeat(1_000)));
  expect(long.length).toBeLessThanOrEqual(8_000);
  expect(long.split("\n")).toHaveLength(7);
  expect(sentencesOf(findings(1, "x".repeat(9_000)))).toHaveLength(8_000);
});
