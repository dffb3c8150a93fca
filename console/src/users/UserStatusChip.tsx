import BlockIcon from "@mui/icons-material/Block";
import CheckCircleOutlineIcon from "@mui/icons-material/CheckCircleOutlineOutlined";
import DeleteOutlineIcon from "@mui/icons-material/DeleteOutlineOutlined";
import LockOutlinedIcon from "@mui/icons-material/LockOutlined";
import { useTranslate } from "react-admin";
import type { User } from "../../../api/contracts/users.ts";
import { StatusChip } from "../fields/StatusChip.tsx";
import { userStatus } from "./user-status.ts";

const LOOK = {
  active: { tone: "success", Icon: CheckCircleOutlineIcon },
  suspended: { tone: "warning", Icon: BlockIcon },
  restricted: { tone: "info", Icon: LockOutlinedIcon },
  deleted: { tone: "error", Icon: DeleteOutlineIcon },
} as const;

export function UserStatusChip({ user }: { readonly user: User }) {
  const translate = useTranslate();
  const status = userStatus(user);
  return <StatusChip label={translate(`resources.users.status.${status}`)} {...LOOK[status]} />;
}
