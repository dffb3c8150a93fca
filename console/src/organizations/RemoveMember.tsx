import PersonRemoveOutlinedIcon from "@mui/icons-material/PersonRemoveOutlined";
import { Typography } from "@mui/material";
import { useState } from "react";
import { useCanAccess, useDelete, useNotify, useRefresh, useTranslate } from "react-admin";
import type { OrganizationMember } from "../../../api/contracts/organization-members.ts";
import { FormDialog } from "../actions/FormDialog.tsx";
import { VerbButton } from "../actions/VerbButton.tsx";

/** Takes a person out of the organization, after asking; the person's account stays. */
export function RemoveMember({ member }: { readonly member: OrganizationMember }) {
  const translate = useTranslate();
  const notify = useNotify();
  const refresh = useRefresh();
  const [open, setOpen] = useState(false);
  const { canAccess } = useCanAccess({ resource: "organization-members", action: "delete" });
  const [remove, { isPending, error }] = useDelete<OrganizationMember>();

  function confirmed() {
    void remove(
      "organization-members",
      { id: member.id, previousData: member },
      {
        mutationMode: "pessimistic",
        onSuccess: () => {
          setOpen(false);
          notify("resources.organization-members.removed", { type: "success" });
          refresh();
        },
      },
    );
  }

  return (
    <>
      <VerbButton
        label={translate("resources.organization-members.remove.action")}
        icon={<PersonRemoveOutlinedIcon />}
        allowed={canAccess === true}
        reason={null}
        variant="text"
        onClick={() => setOpen(true)}
      />
      {open && (
        <FormDialog
          title={translate("resources.organization-members.remove.title")}
          submit={translate("resources.organization-members.remove.action")}
          color="error"
          pending={isPending}
          error={error}
          ready
          onSubmit={confirmed}
          onClose={() => setOpen(false)}
        >
          <Typography variant="body2">
            {translate("resources.organization-members.remove.about")}
          </Typography>
        </FormDialog>
      )}
    </>
  );
}
