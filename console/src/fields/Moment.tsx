import { Tooltip } from "@mui/material";
import { useLocale } from "react-admin";
import { dayText, momentText, relativeText, utcText } from "./moment.ts";
import { useNow } from "./use-now.ts";

type MomentProps = {
  readonly value: string | null | undefined;
  /** `day` leaves the hour out, `ago` tells the distance from now. */
  readonly as?: "moment" | "day" | "ago";
};

/** A point in time in the reader's zone; UTC, in which logs and database speak, on hover. */
export function Moment({ value, as = "moment" }: MomentProps) {
  const locale = useLocale();
  const now = useNow();
  if (value === null || value === undefined) return <Absent />;
  const at = new Date(value);
  const text = {
    moment: () => momentText(at, locale),
    day: () => dayText(at, locale),
    ago: () => relativeText(at, now, locale),
  }[as]();
  const more = as === "ago" ? `${momentText(at, locale)} · ${utcText(at)}` : utcText(at);
  return (
    <Tooltip title={more}>
      <time dateTime={value} style={{ whiteSpace: "nowrap" }}>
        {text}
      </time>
    </Tooltip>
  );
}

/** No value: a dash for the eye that says nothing to a screen reader. */
export function Absent() {
  return <span aria-hidden>–</span>;
}
