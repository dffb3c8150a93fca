import { expect, it } from "vitest";
import { sealsSince, sentenceParts, verificationLook } from "./verification-look.ts";

const sealed = (verdict: "intact" | "broken" | "stopped", lastSeal = 7) => ({
  last_seal: { n: lastSeal },
  verification: { verdict, head: { n: 7, hash: "ab" } },
});

it("is green only when nothing was sealed since and the page shows nothing broken", () => {
  expect(verificationLook(sealed("intact"), false)).toBe("success");
  expect(verificationLook(sealed("intact", 9), false)).toBe("info");
  expect(verificationLook(sealed("intact"), true)).toBe("warning");
  expect(verificationLook(sealed("broken"), false)).toBe("error");
  expect(verificationLook(sealed("stopped"), false)).toBe("warning");
});

it("counts the seals that were made since", () => {
  expect(sealsSince(sealed("intact", 9))).toBe(2);
  expect(sealsSince(sealed("intact"))).toBe(0);
  // A copy was restored that is older than the verification.
  expect(sealsSince(sealed("intact", 3))).toBe(0);
  expect(sealsSince({ last_seal: { n: 9 }, verification: null })).toBe(0);
});

it("finds the events that a sentence names", () => {
  const id = "019a2b3c-0000-7000-8000-0123456789ab";
  expect(sentenceParts(`event ${id} was changed`)).toEqual([
    { text: "event ", isEvent: false },
    { text: id, isEvent: true },
    { text: " was changed", isEvent: false },
  ]);
  expect(sentenceParts("seal 7 is not signed")).toEqual([
    { text: "seal 7 is not signed", isEvent: false },
  ]);
});
