import { Alert, AlertTitle, Box } from "@mui/material";
import { useListContext, useTranslate } from "react-admin";
import type { AuditEvent, AuditSealing } from "../../../api/contracts/audit-log.ts";
import { Moment } from "../fields/Moment.tsx";
import { MONOSPACE } from "../theme/themes.ts";
import { FindingSentences } from "./FindingSentences.tsx";
import { sealsSince, verificationLook } from "./verification-look.ts";

/** What the last verification looked through and exactly what it found wrong; green only while it says all. */
export function LastVerification({ sealing }: { readonly sealing: AuditSealing }) {
  const translate = useTranslate();
  const { data: shown } = useListContext<AuditEvent>();
  const text = (key: string, values: object = {}) =>
    translate(`resources.audit-log.sealing.${key}`, values);
  const { verification } = sealing;
  if (verification === null) return <>{text("never")}</>;
  const { verdict, whole, seals, events, head, findings, names, says } = verification;
  const pageBroken = shown?.some(({ proof }) => proof.state === "broken") ?? false;
  const since = sealsSince(sealing);
  const looked =
    seals === null || events === null
      ? null
      : text(whole ? "looked_whole" : "looked_part", {
          seals: seals.toLocaleString(),
          events: events.toLocaleString(),
        });
  return (
    <Alert
      severity={verificationLook(sealing, pageBroken)}
      variant="outlined"
      sx={{ alignItems: "flex-start" }}
    >
      <AlertTitle sx={{ fontSize: "0.875rem", fontWeight: 600 }}>
        {verdict === "intact" && (
          <>
            {text("as_of")} <Moment value={verification.finished_at ?? verification.started_at} />
            {": "}
          </>
        )}
        {text(verdict, { smart_count: findings })}
      </AlertTitle>
      {verdict === "intact" && pageBroken && <Box>{text("page_broken")}</Box>}
      {since > 0 && <Box>{text("since", { smart_count: since })}</Box>}
      {names !== null && (
        <Box sx={{ overflowWrap: "anywhere" }}>
          {text("wrong")} {names}
        </Box>
      )}
      {says !== null && <FindingSentences says={says} findings={findings} />}
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
