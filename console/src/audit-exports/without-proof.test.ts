import { expect, it } from "vitest";
import { withoutProof } from "./without-proof.ts";

it("tells events that are not what was sealed from those that are not sealed yet", () => {
  expect(withoutProof({ events: 9, proofs: 5, broken: 1 })).toEqual({
    broken: 1,
    unsealed: 3,
    unknown: 0,
  });
  expect(withoutProof({ events: 9, proofs: 9, broken: 0 })).toEqual({
    broken: 0,
    unsealed: 0,
    unknown: 0,
  });
});

it("takes no side where nobody counted", () => {
  expect(withoutProof({ events: 9, proofs: 8, broken: null })).toEqual({
    broken: 0,
    unsealed: 0,
    unknown: 1,
  });
});
