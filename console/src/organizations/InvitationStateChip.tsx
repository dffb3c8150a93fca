import CheckCircleOutlineIcon from "@mui/icons-material/CheckCircleOutlineOutlined";
import HighlightOffIcon from "@mui/icons-material/HighlightOff";
import HourglassEmptyIcon from "@mui/icons-material/HourglassEmpty";
import MailOutlineIcon from "@mui/icons-material/MailOutlineOutlined";
import { useTranslate } from "react-admin";
import type { OrganizationInvitation } from "../../../api/contracts/organization-invitations.ts";
import { StatusChip } from "../fields/StatusChip.tsx";

const LOOK = {
  open: { tone: "info", Icon: MailOutlineIcon },
  accepted: { tone: "success", Icon: CheckCircleOutlineIcon },
  revoked: { tone: "neutral", Icon: HighlightOffIcon },
  expired: { tone: "neutral", Icon: HourglassEmptyIcon },
} as const;

export function InvitationStateChip({ state }: Pick<OrganizationInvitation, "state">) {
  const translate = useTranslate();
  const label = translate(`resources.organization-invitations.states.${state}`);
  return <StatusChip label={label} {...LOOK[state]} />;
}
