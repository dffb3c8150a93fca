import EditIcon from "@mui/icons-material/Edit";
import { Button } from "@mui/material";
import { LinkBase, useTranslate } from "react-admin";
import type { Can } from "../../../api/contracts/values.ts";
import { DisabledVerb } from "./DisabledVerb.tsx";
import { permission } from "./permission.ts";

type EditLinkProps = { readonly can: Can; readonly resource: string; readonly id: string };

/** The way to the edit page: a link, so that it opens in a new tab as well. */
export function EditLink({ can, resource, id }: EditLinkProps) {
  const translate = useTranslate();
  const { allowed, reason } = permission(can, "update");
  const label = translate("app.edit");
  if (!allowed) return <DisabledVerb label={label} reason={reason} icon={<EditIcon />} />;
  return (
    <Button
      variant="outlined"
      color="inherit"
      startIcon={<EditIcon />}
      component={LinkBase}
      to={`/${resource}/${id}`}
    >
      {label}
    </Button>
  );
}
