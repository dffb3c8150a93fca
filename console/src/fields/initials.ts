const letters = new Intl.Segmenter("en", { granularity: "grapheme" });

/** One or two graphemes: first and last word, or the first of a name without spaces (郭靖 → 郭). */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = words[0];
  if (first === undefined) return "?";
  const last = words.length > 1 ? words.at(-1) : undefined;
  return [first, last]
    .map((word) => (word === undefined ? "" : firstGrapheme(word)))
    .join("")
    .toLocaleUpperCase("en");
}

function firstGrapheme(word: string): string {
  for (const { segment } of letters.segment(word)) return segment;
  return "";
}
