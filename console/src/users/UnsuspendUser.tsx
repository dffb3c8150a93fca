import LockOpenIcon from "@mui/icons-material/LockOpen";
import { Typography } from "@mui/material";
import { useState } from "react";
import { useTranslate } from "react-admin";
import type { UserDetail } from "../../../api/contracts/users.ts";
import { FormDialog } from "../actions/FormDialog.tsx";
import { permission } from "../actions/permission.ts";
import { useVerb } from "../actions/use-verb.ts";
import { VerbButton } from "../actions/VerbButton.tsx";

export function UnsuspendUser({ user }: { readonly user: UserDetail }) {
  const translate = useTranslate();
  const [open, setOpen] = useState(false);
  const lift = useVerb<void, UserDetail>({
    resource: "users",
    run: async (provider) => provider.unsuspendUser(user),
    done: "resources.users.unsuspend.done",
  });
  return (
    <>
      <VerbButton
        label={translate("resources.users.unsuspend.action")}
        icon={<LockOpenIcon />}
        {...permission(user.can, "unsuspend")}
        onClick={() => setOpen(true)}
      />
      {open && (
        <FormDialog
          title={translate("resources.users.unsuspend.title")}
          submit={translate("resources.users.unsuspend.confirm")}
          pending={lift.isPending}
          error={lift.error}
          ready
          onSubmit={() => lift.mutate()}
          onClose={() => setOpen(false)}
        >
          <Typography variant="body2">
            {translate("resources.users.unsuspend.about", { name: user.name })}
          </Typography>
        </FormDialog>
      )}
    </>
  );
}
