import BlockIcon from "@mui/icons-material/Block";
import { useState } from "react";
import { useTranslate } from "react-admin";
import type { UserDetail } from "../../../api/contracts/users.ts";
import { VerbButton } from "../actions/VerbButton.tsx";
import { SuspendDialog } from "./SuspendDialog.tsx";

export function SuspendUser({ user }: { readonly user: UserDetail }) {
  const translate = useTranslate();
  const [open, setOpen] = useState(false);
  return (
    <>
      <VerbButton
        can={user.can}
        verb="suspend"
        startIcon={<BlockIcon />}
        onClick={() => setOpen(true)}
      >
        {translate("resources.users.suspend.action")}
      </VerbButton>
      {open && <SuspendDialog user={user} onClose={() => setOpen(false)} />}
    </>
  );
}
