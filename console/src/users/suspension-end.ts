export const SPANS = ["1d", "7d", "30d", "moment", "open"] as const;
export type Span = (typeof SPANS)[number];

const DAY_MS = 86_400_000;
const DAYS = { "1d": 1, "7d": 7, "30d": 30 } as const;

/**
 * When a suspension ends, in UTC: an instant, null (until somebody lifts it), or undefined while
 * the chosen moment is missing or past. `moment` is local, as a datetime-local field gives it.
 */
export function suspensionEnd(span: Span, moment: string, now: Date): string | null | undefined {
  if (span === "open") return null;
  if (span !== "moment") return new Date(now.getTime() + DAYS[span] * DAY_MS).toISOString();
  const end = new Date(moment);
  return Number.isNaN(end.getTime()) || end <= now ? undefined : end.toISOString();
}
