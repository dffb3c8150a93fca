/** `22 Nov 2026, 21:44` in the reader's own time zone. */
export function momentText(at: Date, locale: string): string {
  return at.toLocaleString(dateLocale(locale), { dateStyle: "medium", timeStyle: "short" });
}

/** `21:44` in the reader's own time zone. */
export function timeText(at: Date, locale: string): string {
  return at.toLocaleTimeString(dateLocale(locale), { timeStyle: "short" });
}

/** `22 Nov 2026` in the reader's own time zone. */
export function dayText(at: Date, locale: string): string {
  return at.toLocaleDateString(dateLocale(locale), { dateStyle: "medium" });
}

/** A calendar day (YYYY-MM-DD) is the same everywhere: no zone may shift it. */
export function calendarDayText(day: string, locale: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString(dateLocale(locale), {
    dateStyle: "medium",
    timeZone: "UTC",
  });
}

/** `2026-11-22 21:44:18 UTC`, as logs and psql show it. */
export function utcText(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** `3 minutes ago`, `in 2 days`; less than a minute is "now". */
export function relativeText(at: Date, now: Date, locale: string): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const format = new Intl.RelativeTimeFormat(dateLocale(locale), { numeric: "auto" });
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit);
  }
  return format.format(0, "second");
}

/** `2 h 5 min`: minutes of work, not a time of day. */
export function minutesText(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours.toLocaleString()} h` : `${hours.toLocaleString()} h ${rest} min`;
}

/** Plain "en" writes months first; day, month, year reads the same to everybody. */
function dateLocale(locale: string): string {
  return locale === "en" ? "en-GB" : locale;
}
