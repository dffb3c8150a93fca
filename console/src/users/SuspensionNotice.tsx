import { Alert } from "@mui/material";
import { useLocale, useTranslate } from "react-admin";
import type { UserDetail } from "../../../api/contracts/users.ts";
import { momentText } from "../fields/moment.ts";

/** Why the person cannot sign in, and until when: the first thing they will ask. */
export function SuspensionNotice({ user }: { readonly user: UserDetail }) {
  const translate = useTranslate();
  const locale = useLocale();
  if (user.is_active) return null;
  return (
    <Alert severity="warning" variant="outlined" sx={{ marginBottom: "16px" }}>
      <strong>
        {user.suspended_until === null
          ? translate("resources.users.suspended_open")
          : translate("resources.users.suspended_until", {
              until: momentText(new Date(user.suspended_until), locale),
            })}
      </strong>
      {user.suspension_reason !== null && <> {user.suspension_reason}</>}
    </Alert>
  );
}
