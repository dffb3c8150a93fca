import { Box } from "@mui/material";
import { useTranslate } from "react-admin";
import type { AuditExport } from "../../../api/contracts/audit-exports.ts";
import { Absent } from "../fields/Moment.tsx";
import { isUnderWay } from "./is-under-way.ts";

/** How many events it holds, and how many of them are without a proof. */
export function EventCount({ record }: { readonly record: AuditExport }) {
  const translate = useTranslate();
  if (isUnderWay(record) || record.status === "failed") return <Absent />;
  const without = record.events - record.proofs;
  return (
    <>
      {record.events.toLocaleString()}
      {without > 0 && (
        <Box
          component="span"
          sx={{ display: "block", color: "text.secondary", whiteSpace: "nowrap" }}
        >
          {translate("resources.audit-exports.without_proof", { smart_count: without })}
        </Box>
      )}
    </>
  );
}
