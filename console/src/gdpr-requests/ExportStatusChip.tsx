import AutorenewIcon from "@mui/icons-material/Autorenew";
import CheckCircleOutlineIcon from "@mui/icons-material/CheckCircleOutlineOutlined";
import ErrorOutlineIcon from "@mui/icons-material/ErrorOutlineOutlined";
import ScheduleIcon from "@mui/icons-material/Schedule";
import TimerOffOutlinedIcon from "@mui/icons-material/TimerOffOutlined";
import { useTranslate } from "react-admin";
import type { ExportStatus } from "../../../api/contracts/users.ts";
import { StatusChip } from "../fields/StatusChip.tsx";

const LOOK = {
  queued: { tone: "neutral", Icon: ScheduleIcon },
  running: { tone: "info", Icon: AutorenewIcon },
  ready: { tone: "success", Icon: CheckCircleOutlineIcon },
  failed: { tone: "error", Icon: ErrorOutlineIcon },
  expired: { tone: "neutral", Icon: TimerOffOutlinedIcon },
} as const;

export function ExportStatusChip({ status }: { readonly status: ExportStatus }) {
  const translate = useTranslate();
  return (
    <StatusChip label={translate(`resources.gdpr-requests.export.${status}`)} {...LOOK[status]} />
  );
}
