import { MenuItem, TextField } from "@mui/material";
import { useCanAccess, useNotify, useRefresh, useTranslate, useUpdate } from "react-admin";
import type { OrganizationMember } from "../../../api/contracts/organization-members.ts";
import { statusOf } from "../providers/http.ts";
import { MEMBER_ROLES } from "./choices.ts";

/** The member's role, changed where it stands by those who may. */
export function MemberRole({ member }: { readonly member: OrganizationMember }) {
  const translate = useTranslate();
  const notify = useNotify();
  const refresh = useRefresh();
  const { canAccess } = useCanAccess({ resource: "organization-members", action: "update" });
  const [update, { isPending }] = useUpdate<OrganizationMember>();
  const name = (role: string) => translate(`resources.organization-members.roles.${role}`);
  if (canAccess !== true) return <>{name(member.role)}</>;

  function change(role: OrganizationMember["role"]) {
    void update(
      "organization-members",
      { id: member.id, data: { role }, previousData: member },
      {
        mutationMode: "pessimistic",
        onSuccess: () => {
          notify("resources.organization-members.changed", { type: "success" });
          refresh();
        },
        onError: (error) => {
          const stale = error instanceof Error && statusOf(error) === 412;
          notify(stale ? "app.conflict.row" : messageOf(error), { type: "error" });
          if (stale) refresh();
        },
      },
    );
  }

  return (
    <TextField
      select
      variant="standard"
      value={member.role}
      disabled={isPending}
      onChange={(event) => change(event.target.value as OrganizationMember["role"])}
      slotProps={{
        htmlInput: { "aria-label": translate("resources.organization-members.fields.role") },
        input: {
          disableUnderline: true,
          sx: { fontSize: "inherit", "& .MuiSelect-select": { paddingBlock: 0 } },
        },
      }}
    >
      {MEMBER_ROLES.map((role) => (
        <MenuItem key={role} value={role}>
          {name(role)}
        </MenuItem>
      ))}
    </TextField>
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "app.unreachable";
}
