import BlockIcon from "@mui/icons-material/Block";
import { useState } from "react";
import { useTranslate } from "react-admin";
import type { UserDetail } from "../../../api/contracts/users.ts";
import { permission } from "../actions/permission.ts";
import { VerbButton } from "../actions/VerbButton.tsx";
import { SuspendDialog } from "./SuspendDialog.tsx";

export function SuspendUser({ user }: { readonly user: UserDetail }) {
  const translate = useTranslate();
  const [open, setOpen] = useState(false);
  return (
    <>
      <VerbButton
        label={translate("resources.users.suspend.action")}
        icon={<BlockIcon />}
        {...permission(user.can, "suspend")}
        onClick={() => setOpen(true)}
      />
      {open && <SuspendDialog user={user} onClose={() => setOpen(false)} />}
    </>
  );
}
