import { expect, it } from "vitest";
import { initialsOf } from "./initials.ts";

it.each([
  ["Zoë Großmann", "ZG"],
  ["Ana María de la Cruz", "AC"],
  ["郭靖", "郭"],
  ["नरेन्द्र मोदी", "नमो"],
  ["  ", "?"],
])("initialsOf %s", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
