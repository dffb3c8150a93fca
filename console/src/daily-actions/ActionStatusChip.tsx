import CheckCircleOutlineIcon from "@mui/icons-material/CheckCircleOutlineOutlined";
import HourglassEmptyIcon from "@mui/icons-material/HourglassEmpty";
import PlayCircleOutlineIcon from "@mui/icons-material/PlayCircleOutlineOutlined";
import RedoIcon from "@mui/icons-material/Redo";
import { useTranslate } from "react-admin";
import type { DailyAction } from "../../../api/contracts/daily-actions.ts";
import { StatusChip } from "../fields/StatusChip.tsx";

const LOOK = {
  pending: { tone: "neutral", Icon: HourglassEmptyIcon },
  in_progress: { tone: "info", Icon: PlayCircleOutlineIcon },
  completed: { tone: "success", Icon: CheckCircleOutlineIcon },
  skipped: { tone: "warning", Icon: RedoIcon },
} as const;

export function ActionStatusChip({ status }: Pick<DailyAction, "status">) {
  const translate = useTranslate();
  return (
    <StatusChip label={translate(`resources.daily-actions.status.${status}`)} {...LOOK[status]} />
  );
}
