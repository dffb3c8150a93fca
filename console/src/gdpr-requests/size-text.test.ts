import { expect, it } from "vitest";
import { sizeText } from "./size-text.ts";

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_000, "1.0 kB"],
  [1_449_000, "1.4 MB"],
  [5_200_000_000, "5.2 GB"],
])("sizeText of %i", (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
