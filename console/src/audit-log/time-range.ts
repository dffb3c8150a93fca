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
