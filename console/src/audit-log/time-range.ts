import type { EventFilters } from "./served-filters.ts";

/** Days before today that a preset begins with; both ends are days in UTC, as the API reads a day. */
const DAYS = { today: 0, week: 6, month: 29 } as const;
export const PRESETS = ["today", "week", "month"] as const;
export type Preset = keyof typeof DAYS;
export type TimeRange = Preset | "any" | "custom";

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** The first day of a preset: `2026-11-18` for seven days on the 24th. */
export function firstDay(preset: Preset, now: Date): string {
  return dayOf(new Date(now.getTime() - DAYS[preset] * 86_400_000));
}

/** Which range filters stand for. A day that was "today" yesterday is a custom one. */
export function timeRangeOf({ at_gte, at_lt }: EventFilters, now: Date): TimeRange {
  if (at_gte === undefined && at_lt === undefined) return "any";
  if (at_lt !== undefined) return "custom";
  return PRESETS.find((preset) => firstDay(preset, now) === at_gte) ?? "custom";
}

/** Two bounds between which nothing lies; undefined where something may. */
export function rangeFault({ at_gte, at_lt }: EventFilters): "backwards" | "same" | undefined {
  if (typeof at_gte !== "string" || typeof at_lt !== "string") return undefined;
  const days = Date.parse(at_gte) - Date.parse(at_lt);
  return days > 0 ? "backwards" : days === 0 ? "same" : undefined;
}

/** The range that begins on the day of an event before it: an end that would lie before that goes. */
export function widened<R extends { readonly at_gte?: string; readonly at_lt?: string }>(
  range: R,
  newest: string,
) {
  const { at_lt, ...others } = range;
  const at_gte = newest.slice(0, 10);
  const keeps = at_lt !== undefined && rangeFault({ at_gte, at_lt }) === undefined;
  return { ...others, at_gte, ...(keeps && { at_lt }) };
}
