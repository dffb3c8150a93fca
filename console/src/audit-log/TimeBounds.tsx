import { TextField } from "@mui/material";
import { useState } from "react";
import { useTranslate } from "react-admin";
import { rangeFault } from "./time-range.ts";

export type Bounds = { readonly at_gte?: string; readonly at_lt?: string };

type TimeBoundsProps = {
  readonly value: Bounds;
  readonly onChange: (bounds: Bounds) => void;
};

const NAMES = ["at_gte", "at_lt"] as const;

/**
 * Two days of one's own, applied together on Enter and when a field is left: a date that is typed passes years
 * nobody means, and each reading is an event. A range that holds nothing is told at the field and not asked for.
 */
export function TimeBounds({ value, onChange }: TimeBoundsProps) {
  const translate = useTranslate();
  // A list may have set an instant: its field shows the day.
  const applied = { at_gte: value.at_gte?.slice(0, 10), at_lt: value.at_lt?.slice(0, 10) };
  const over = `${applied.at_gte} ${applied.at_lt}`;
  const [draft, setDraft] = useState({ ...applied, over, last: "at_gte", tried: true });
  const typed = draft.over === over ? draft : { ...applied, last: "at_gte", tried: true };
  const wanted = (name: keyof Bounds) => {
    const day = typed[name];
    return day === applied[name] ? value[name] : day;
  };
  const at_gte = wanted("at_gte");
  const at_lt = wanted("at_lt");
  const bounds = {
    ...(at_gte !== undefined && { at_gte }),
    ...(at_lt !== undefined && { at_lt }),
  };
  const fault = rangeFault(bounds);

  function apply() {
    setDraft({ at_gte: typed.at_gte, at_lt: typed.at_lt, last: typed.last, over, tried: true });
    if (fault === undefined && `${typed.at_gte} ${typed.at_lt}` !== over) onChange(bounds);
  }

  return NAMES.map((name) => {
    const told = fault !== undefined && typed.tried && typed.last === name;
    return (
      <TextField
        key={name}
        type="date"
        label={translate(`resources.audit-log.filter.${name}`)}
        value={typed[name] ?? ""}
        error={told}
        helperText={told && translate(`resources.audit-log.range_fault.${fault}`)}
        onChange={({ target: { value: day } }) =>
          setDraft({
            at_gte: typed.at_gte,
            at_lt: typed.at_lt,
            [name]: day === "" ? undefined : day,
            over,
            last: name,
            tried: false,
          })
        }
        onBlur={apply}
        onKeyDown={(event) => {
          if (event.key === "Enter") apply();
        }}
        slotProps={{ inputLabel: { shrink: true }, formHelperText: { role: "alert" } }}
        sx={{ width: 148 }}
      />
    );
  });
}
