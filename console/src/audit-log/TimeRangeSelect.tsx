import { MenuItem, TextField } from "@mui/material";
import { useState } from "react";
import { useTranslate } from "react-admin";
import { useNow } from "../fields/use-now.ts";
import { TimeBounds } from "./TimeBounds.tsx";
import type { Bounds } from "./TimeBounds.tsx";
import { firstDay, PRESETS, timeRangeOf } from "./time-range.ts";
import type { TimeRange } from "./time-range.ts";

type TimeRangeSelectProps = {
  readonly value: Bounds;
  readonly onChange: (bounds: Bounds) => void;
};

/** Any time, a preset, or two days of one's own. */
export function TimeRangeSelect({ value, onChange }: TimeRangeSelectProps) {
  const translate = useTranslate();
  const [custom, setCustom] = useState(false);
  const [bounded, setBounded] = useState(false);
  const applied = timeRangeOf(value, useNow());
  // Cleared from elsewhere, it is no custom range any more.
  if (bounded !== (applied !== "any")) {
    setBounded(applied !== "any");
    if (applied === "any") setCustom(false);
  }
  const chosen = custom ? "custom" : applied;
  const choose = (next: TimeRange) => {
    setCustom(next === "custom");
    if (next === "any") onChange({});
    else if (next !== "custom") onChange({ at_gte: firstDay(next, new Date()) });
  };
  return (
    <>
      <TextField
        select
        label={translate("resources.audit-log.filter.time")}
        value={chosen}
        onChange={(event) => choose(event.target.value as TimeRange)}
        slotProps={{ inputLabel: { shrink: true } }}
        sx={{ minWidth: 128 }}
      >
        {(["any", ...PRESETS, "custom"] as const).map((name) => (
          <MenuItem key={name} value={name}>
            {translate(`resources.audit-log.range.${name}`)}
          </MenuItem>
        ))}
      </TextField>
      {chosen === "custom" && <TimeBounds value={value} onChange={onChange} />}
    </>
  );
}
