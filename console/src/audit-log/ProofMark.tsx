import { Box, Tooltip } from "@mui/material";
import { useTranslate } from "react-admin";
import { HiddenText } from "../fields/HiddenText.tsx";
import { PROOF_ICONS } from "./ProofChip.tsx";
import { PROOF_TONES } from "./proof-look.ts";
import type { ProofState } from "./proof-look.ts";

/** An event's proof where there is no room for a word: each state has a sign of its own, told on hover. */
export function ProofMark({ state }: { readonly state: ProofState }) {
  const translate = useTranslate();
  const Icon = PROOF_ICONS[state];
  const tone = PROOF_TONES[state];
  const label = translate(`resources.audit-log.proof.states.${state}`);
  return (
    <Tooltip title={label}>
      <Box
        component="span"
        sx={{
          display: "inline-flex",
          verticalAlign: "middle",
          color: tone === "neutral" ? "text.secondary" : `${tone}.main`,
        }}
      >
        <Icon sx={{ fontSize: 18 }} />
        <HiddenText>{label}</HiddenText>
      </Box>
    </Tooltip>
  );
}
