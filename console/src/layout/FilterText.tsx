import { TextField } from "@mui/material";
import { useState } from "react";
import { useListContext } from "react-admin";

type FilterTextProps = {
  readonly source: string;
  readonly label: string;
  readonly type?: "text" | "date";
  readonly placeholder?: string;
  readonly width?: number;
  /** Filters that the API serves beside this one only: they go with it. */
  readonly carries?: readonly string[];
  /** What is wrong with what was typed: told at the field, and nothing is asked for. */
  readonly fault?: (wanted: string) => string | undefined;
};

const NONE: readonly string[] = [];

/** One filter as a field, applied on Enter and when the field is left. */
export function FilterText({
  source,
  label,
  type = "text",
  placeholder,
  width,
  carries = NONE,
  fault,
}: FilterTextProps) {
  const { filterValues, setFilters, sort, setSort } = useListContext();
  const given: unknown = filterValues[source];
  // A list may have set an instant: its field shows the day.
  const applied = typeof given !== "string" ? "" : type === "date" ? given.slice(0, 10) : given;
  // What is typed counts until the applied filter changes, by this field or by "Clear filters".
  const [draft, setDraft] = useState({ text: applied, over: applied, tried: false });
  const value = draft.over === applied ? draft.text : applied;

  const problem = value.trim() === "" ? undefined : fault?.(value.trim());
  const told = problem !== undefined && (draft.tried || value === applied);

  function apply() {
    const { [source]: _, ...others } = filterValues;
    const wanted = value.trim();
    if (wanted === applied) return;
    if (problem !== undefined) return setDraft({ text: value, over: applied, tried: true });
    // Over what is applied now: when that is cleared, the field is too.
    setDraft({ text: wanted, over: wanted, tried: false });
    const left = Object.entries(others).filter(([name]) => !carries.includes(name));
    setFilters(wanted === "" ? Object.fromEntries(left) : { ...others, [source]: wanted });
    // The API serves a range in the order of its own column only.
    if (type === "date" && wanted !== "" && sort.field !== rangeColumn(source)) {
      setSort({ field: rangeColumn(source), order: "DESC" });
    }
  }

  return (
    <TextField
      type={type}
      label={label}
      value={value}
      placeholder={placeholder}
      error={told}
      helperText={told && problem}
      onChange={(event) => setDraft({ text: event.target.value, over: applied, tried: false })}
      onBlur={apply}
      onKeyDown={(event) => {
        if (event.key === "Enter") apply();
      }}
      autoComplete="off"
      slotProps={{
        inputLabel: { shrink: true },
        htmlInput: { spellCheck: false },
        formHelperText: { role: "alert" },
      }}
      sx={{ width: width ?? 148 }}
    />
  );
}

/** `created_at` of `created_at_gte`. */
function rangeColumn(source: string): string {
  return source.replace(/_(?:gte|gt|lte|lt)$/, "");
}
