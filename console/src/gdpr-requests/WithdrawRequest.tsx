import UndoIcon from "@mui/icons-material/Undo";
import { useTranslate } from "react-admin";
import type { GdprRequest } from "../../../api/contracts/gdpr-requests.ts";
import { DisabledVerb } from "../actions/DisabledVerb.tsx";
import { permission } from "../actions/permission.ts";

/** The person's own verb: shown with the reason, so that nobody looks for it in vain. */
export function WithdrawRequest({ request }: { readonly request: GdprRequest }) {
  const translate = useTranslate();
  if (request.state === "withdrawn") return null;
  const { reason } = permission(request.can, "withdraw");
  const label = translate("resources.gdpr-requests.withdraw.action");
  return <DisabledVerb label={label} reason={reason} icon={<UndoIcon />} />;
}
