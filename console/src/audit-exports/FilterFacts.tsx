import { Box } from "@mui/material";
import { useTranslate } from "react-admin";
import type { AuditExport } from "../../../api/contracts/audit-exports.ts";
import { Identifier } from "../fields/Identifier.tsx";

type FilterFactsProps = {
  readonly filter: AuditExport["filter"];
  /** In a row of a table: side by side as far as there is room, ids cut. */
  readonly dense?: boolean;
};

/** The filters of the trail in words: what an export holds, or will. */
export function FilterFacts({ filter, dense }: FilterFactsProps) {
  const translate = useTranslate();
  const text = useFilterText();
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  if (given.length === 0) return <span>{translate("resources.audit-exports.every_event")}</span>;
  return (
    <Box
      component="ul"
      sx={{
        display: "flex",
        flexDirection: dense ? "row" : "column",
        flexWrap: "wrap",
        gap: dense ? "0 12px" : "2px",
        margin: 0,
        padding: 0,
        listStyle: "none",
      }}
    >
      {given.map(([name, value]) => (
        <Box component="li" key={name} sx={{ overflowWrap: "anywhere" }}>
          <Box component="span" sx={{ color: "text.secondary" }}>
            {translate(`resources.audit-log.filter.${name}`, { _: name })}:
          </Box>{" "}
          {dense && isId(value) ? <Identifier value={value} short /> : text(name, value)}
        </Box>
      ))}
    </Box>
  );
}

function isId(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value);
}

/** A value in the words of the list's own filters. */
function useFilterText(): (name: string, value: unknown) => string {
  const translate = useTranslate();
  return (name, value) => {
    const words = String(value);
    if (name === "action") return translate(`resources.audit-log.actions.${words}`, { _: words });
    if (name === "resource") return translate(`resources.audit-log.objects.${words}`, { _: words });
    if (typeof value === "boolean") return translate(value ? "app.yes" : "app.no");
    return Array.isArray(value) ? value.join(", ") : words;
  };
}
