import { MenuItem, TextField } from "@mui/material";
import { useListContext, useTranslate } from "react-admin";

type Choice = {
  readonly value: string;
  readonly label: string;
  /** What the filter gets when it is not the choice's own name, such as a boolean. */
  readonly filter?: unknown;
};

type FilterSelectProps = {
  readonly source: string;
  readonly label: string;
  readonly choices: readonly Choice[];
  /** Another filter that the API does not take beside this one: choosing here drops it. */
  readonly instead?: string;
};

/**
 * One filter as a list of choices, "any" among them. What is in force and is none of them (an address may bring
 * anything along) stands there as it is: "any" would be wrong.
 */
export function FilterSelect({ source, label, choices, instead = source }: FilterSelectProps) {
  const translate = useTranslate();
  const { filterValues, setFilters } = useListContext();
  const applied: unknown = filterValues[source];
  const chosen = choices.find((choice) => filterOf(choice) === applied);
  const unknown = chosen === undefined && typeof applied === "string" ? applied : undefined;
  return (
    <TextField
      select
      label={label}
      value={chosen?.value ?? unknown ?? ""}
      onChange={(event) => {
        const { [source]: _, [instead]: _other, ...others } = filterValues;
        const choice = choices.find(({ value }) => value === event.target.value);
        setFilters(choice === undefined ? others : { ...others, [source]: filterOf(choice) });
      }}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
      sx={{ minWidth: 118 }}
    >
      <MenuItem value="">{translate("app.list.any")}</MenuItem>
      {unknown !== undefined && (
        <MenuItem value={unknown} disabled>
          {unknown}
        </MenuItem>
      )}
      {choices.map((choice) => (
        <MenuItem key={choice.value} value={choice.value}>
          {choice.label}
        </MenuItem>
      ))}
    </TextField>
  );
}

function filterOf(choice: Choice): unknown {
  return choice.filter ?? choice.value;
}
