/**
 * What somebody does who learns something about a person. Every other action touches them or their rows,
 * so that none falls between the two.
 */
export const LOOKS: readonly string[] = [
  "show",
  "list",
  "search",
  "find",
  "reveal",
  "export",
  "download",
];
