import DownloadIcon from "@mui/icons-material/Download";
import { Box, Button } from "@mui/material";
import { useTranslate } from "react-admin";
import type { AuditEvent } from "../../../api/contracts/audit-log.ts";
import { DisabledVerb } from "../actions/DisabledVerb.tsx";
import { permission } from "../actions/permission.ts";
import { Moment } from "../fields/Moment.tsx";
import { API } from "../providers/http.ts";
import { ProofChip } from "./ProofChip.tsx";

/** What one event's proof is, in words, and the way to take it away. */
export function EventProofFacts({ event }: { readonly event: AuditEvent }) {
  const translate = useTranslate();
  const text = (key: string) => translate(`resources.audit-log.proof.${key}`);
  const { state, fault, seal, sealed_at } = event.proof;
  const { allowed, reason } = permission(event.can, "proof");
  const label = text("download");
  return (
    <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: "6px 14px" }}>
      <ProofChip state={state} />
      <Box component="span" sx={{ flex: "1 1 260px", fontSize: "0.8438rem" }}>
        {fault === null ? text(`state_about.${state}`) : text(`faults.${fault}`)}
        {seal !== null && (
          <>
            {" "}
            {translate("resources.audit-log.proof.in_seal", { seal: seal.toLocaleString() })}{" "}
            {sealed_at !== null && <Moment value={sealed_at} />}
          </>
        )}
      </Box>
      {allowed ? (
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: "6px" }}>
          <Button
            href={`${API}/audit-log/${event.id}/proof`}
            download
            variant="outlined"
            color="inherit"
            startIcon={<DownloadIcon />}
          >
            {label}
          </Button>
          <Button href={`${API}/audit-log/check-proof`} download color="inherit">
            {text("checker")}
          </Button>
        </Box>
      ) : (
        <DisabledVerb label={label} reason={reason} icon={<DownloadIcon />} />
      )}
    </Box>
  );
}
