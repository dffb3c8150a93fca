import { useLocale } from "react-admin";
import { calendarDayText } from "../fields/moment.ts";

/** The day the deadline counts from: a calendar day, alike in every zone. */
export function ReceivedOn({ day }: { readonly day: string }) {
  const locale = useLocale();
  return <time dateTime={day}>{calendarDayText(day, locale)}</time>;
}
