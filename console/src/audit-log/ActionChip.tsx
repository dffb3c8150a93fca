import AddCircleOutlineIcon from "@mui/icons-material/AddCircleOutlineOutlined";
import DeleteOutlineIcon from "@mui/icons-material/DeleteOutlineOutlined";
import EditOutlinedIcon from "@mui/icons-material/EditOutlined";
import GppMaybeOutlinedIcon from "@mui/icons-material/GppMaybeOutlined";
import Inventory2OutlinedIcon from "@mui/icons-material/Inventory2Outlined";
import LockOpenOutlinedIcon from "@mui/icons-material/LockOpenOutlined";
import LoginIcon from "@mui/icons-material/Login";
import SettingsSuggestOutlinedIcon from "@mui/icons-material/SettingsSuggestOutlined";
import VisibilityOutlinedIcon from "@mui/icons-material/VisibilityOutlined";
import { useTranslate } from "react-admin";
import { StatusChip } from "../fields/StatusChip.tsx";
import { eventKind, TONES } from "./event-look.ts";

const ICONS = {
  create: AddCircleOutlineIcon,
  change: EditOutlinedIcon,
  delete: DeleteOutlineIcon,
  read: VisibilityOutlinedIcon,
  reveal: LockOpenOutlinedIcon,
  session: LoginIcon,
  refusal: GppMaybeOutlinedIcon,
  export: Inventory2OutlinedIcon,
  job: SettingsSuggestOutlinedIcon,
} as const;

export function ActionChip({ action }: { readonly action: string }) {
  const translate = useTranslate();
  const kind = eventKind(action);
  return (
    <StatusChip
      label={translate(`resources.audit-log.actions.${action}`, { _: action })}
      tone={TONES[kind]}
      Icon={ICONS[kind]}
    />
  );
}
