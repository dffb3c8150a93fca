import { text } from "./values.ts";

/**
 * What is typed to search a person's texts: words, all of which occur, the last one perhaps not to its
 * end. "words in a row", `or`, and -word for one that does not occur.
 */
export const searchWords = text
  .trim()
  .min(1)
  .max(200)
  .refine((q) => /[\p{L}\p{N}]/u.test(q), "holds no letter and no digit to search for");
