import GppBadOutlinedIcon from "@mui/icons-material/GppBadOutlined";
import GppMaybeOutlinedIcon from "@mui/icons-material/GppMaybeOutlined";
import HourglassEmptyOutlinedIcon from "@mui/icons-material/HourglassEmptyOutlined";
import VerifiedUserOutlinedIcon from "@mui/icons-material/VerifiedUserOutlined";
import { useTranslate } from "react-admin";
import { StatusChip } from "../fields/StatusChip.tsx";
import { PROOF_TONES } from "./proof-look.ts";
import type { ProofState } from "./proof-look.ts";

export const PROOF_ICONS = {
  proven: VerifiedUserOutlinedIcon,
  unsealed: HourglassEmptyOutlinedIcon,
  unchecked: GppMaybeOutlinedIcon,
  broken: GppBadOutlinedIcon,
} as const;

/** What an event's proof is at this moment, by icon and word. */
export function ProofChip({ state }: { readonly state: ProofState }) {
  const translate = useTranslate();
  return (
    <StatusChip
      label={translate(`resources.audit-log.proof.states.${state}`)}
      tone={PROOF_TONES[state]}
      Icon={PROOF_ICONS[state]}
    />
  );
}
