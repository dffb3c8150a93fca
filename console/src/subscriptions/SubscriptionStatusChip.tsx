import CheckCircleOutlineIcon from "@mui/icons-material/CheckCircleOutlineOutlined";
import CreditCardOffIcon from "@mui/icons-material/CreditCardOff";
import HighlightOffIcon from "@mui/icons-material/HighlightOff";
import HourglassEmptyIcon from "@mui/icons-material/HourglassEmpty";
import ScheduleIcon from "@mui/icons-material/Schedule";
import { useTranslate } from "react-admin";
import type { Subscription } from "../../../api/contracts/subscriptions.ts";
import { StatusChip } from "../fields/StatusChip.tsx";

const LOOK = {
  trial: { tone: "info", Icon: HourglassEmptyIcon },
  active: { tone: "success", Icon: CheckCircleOutlineIcon },
  past_due: { tone: "warning", Icon: ScheduleIcon },
  unpaid: { tone: "error", Icon: CreditCardOffIcon },
  canceled: { tone: "neutral", Icon: HighlightOffIcon },
} as const;

export function SubscriptionStatusChip({ status }: Pick<Subscription, "status">) {
  const translate = useTranslate();
  return (
    <StatusChip label={translate(`resources.subscriptions.status.${status}`)} {...LOOK[status]} />
  );
}
