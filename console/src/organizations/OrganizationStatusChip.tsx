import BlockIcon from "@mui/icons-material/Block";
import CheckCircleOutlineIcon from "@mui/icons-material/CheckCircleOutlineOutlined";
import DeleteOutlineIcon from "@mui/icons-material/DeleteOutlineOutlined";
import HighlightOffIcon from "@mui/icons-material/HighlightOff";
import HourglassEmptyIcon from "@mui/icons-material/HourglassEmpty";
import { useTranslate } from "react-admin";
import type { Organization } from "../../../api/contracts/organizations.ts";
import { StatusChip } from "../fields/StatusChip.tsx";

const LOOK = {
  trial: { tone: "info", Icon: HourglassEmptyIcon },
  active: { tone: "success", Icon: CheckCircleOutlineIcon },
  suspended: { tone: "warning", Icon: BlockIcon },
  canceled: { tone: "neutral", Icon: HighlightOffIcon },
  deleted: { tone: "error", Icon: DeleteOutlineIcon },
} as const;

export function OrganizationStatusChip({ organization }: { readonly organization: Organization }) {
  const translate = useTranslate();
  const status = organization.deleted_at === null ? organization.status : "deleted";
  return (
    <StatusChip label={translate(`resources.organizations.status.${status}`)} {...LOOK[status]} />
  );
}
