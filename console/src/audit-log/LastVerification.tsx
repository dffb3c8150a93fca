import { Alert, AlertTitle, Box } from "@mui/material";
import { useTranslate } from "react-admin";
import type { AuditSealing } from "../../../api/contracts/audit-log.ts";
import { MONOSPACE } from "../theme/themes.ts";

type LastVerificationProps = { readonly verification: AuditSealing["verification"] };

const SEVERITIES = { intact: "success", broken: "error", stopped: "warning" } as const;

/** What the last verification looked through, and exactly what it found wrong. */
export function LastVerification({ verification }: LastVerificationProps) {
  const translate = useTranslate();
  const text = (key: string, values: object = {}) =>
    translate(`resources.audit-log.sealing.${key}`, values);
  if (verification === null) return <>{text("never")}</>;
  const { verdict, whole, seals, events, head, findings, names, says } = verification;
  const looked =
    seals === null || events === null
      ? null
      : text(whole ? "looked_whole" : "looked_part", {
          seals: seals.toLocaleString(),
          events: events.toLocaleString(),
        });
  return (
    <Alert severity={SEVERITIES[verdict]} variant="outlined" sx={{ alignItems: "flex-start" }}>
      <AlertTitle sx={{ fontSize: "0.875rem", fontWeight: 600 }}>
        {text(verdict, { smart_count: findings })}
      </AlertTitle>
      {names !== null && (
        <Box sx={{ overflowWrap: "anywhere" }}>
          {text("wrong")} {names}
        </Box>
      )}
      {says !== null && <Box sx={{ overflowWrap: "anywhere" }}>{says}</Box>}
      {looked !== null && <Box>{looked}</Box>}
      {head !== null && (
        <Box sx={{ overflowWrap: "anywhere" }}>
          {text("head")}{" "}
          <Box component="code" sx={{ fontFamily: MONOSPACE, fontSize: "0.7813rem" }}>
            {head.n}:{head.hash}
          </Box>
        </Box>
      )}
    </Alert>
  );
}
