import AutorenewIcon from "@mui/icons-material/Autorenew";
import CheckCircleOutlineIcon from "@mui/icons-material/CheckCircleOutlineOutlined";
import HighlightOffIcon from "@mui/icons-material/HighlightOff";
import InboxOutlinedIcon from "@mui/icons-material/InboxOutlined";
import PendingOutlinedIcon from "@mui/icons-material/PendingOutlined";
import { useTranslate } from "react-admin";
import type { GdprRequest } from "../../../api/contracts/gdpr-requests.ts";
import { StatusChip } from "../fields/StatusChip.tsx";

const NEW = { tone: "info", Icon: InboxOutlinedIcon } as const;
const WAITING = { tone: "warning", Icon: PendingOutlinedIcon } as const;
const WORKING = { tone: "info", Icon: AutorenewIcon } as const;
const DONE = { tone: "success", Icon: CheckCircleOutlineIcon } as const;
const CLOSED = { tone: "neutral", Icon: HighlightOffIcon } as const;

const LOOK = {
  received: NEW,
  identity_pending: WAITING,
  assessing: WORKING,
  awaiting_subject: WAITING,
  planned: WORKING,
  pending_approval: WAITING,
  approved: WORKING,
  executing: WORKING,
  verifying: WORKING,
  delivering: WORKING,
  completed: DONE,
  completed_partial: DONE,
  refused: CLOSED,
  withdrawn: CLOSED,
  closed_unidentified: CLOSED,
} as const;

export function RequestStateChip({ state }: Pick<GdprRequest, "state">) {
  const translate = useTranslate();
  return (
    <StatusChip label={translate(`resources.gdpr-requests.states.${state}`)} {...LOOK[state]} />
  );
}
