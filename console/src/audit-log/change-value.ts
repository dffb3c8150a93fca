import { momentText } from "../fields/moment.ts";

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/;

export type ShownValue = { readonly text: string; readonly code: boolean } | null;

/** A value of an event as a reader reads it; null stands for "empty". Objects stay JSON. */
export function changeValue(
  value: unknown,
  locale: string,
  words: { yes: string; no: string },
): ShownValue {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "boolean") return { text: value ? words.yes : words.no, code: false };
  if (typeof value === "number") return { text: String(value), code: false };
  if (typeof value === "string") {
    const instant = INSTANT.test(value) ? new Date(value) : undefined;
    if (instant !== undefined && !Number.isNaN(instant.getTime())) {
      return { text: momentText(instant, locale), code: false };
    }
    return { text: value, code: false };
  }
  return { text: JSON.stringify(value), code: true };
}
