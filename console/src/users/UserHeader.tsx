import { useTranslate } from "react-admin";
import type { UserDetail } from "../../../api/contracts/users.ts";
import { EditLink } from "../actions/EditLink.tsx";
import { Identifier } from "../fields/Identifier.tsx";
import { Initials } from "../fields/Initials.tsx";
import { PageHeader } from "../layout/PageHeader.tsx";
import { FileRequest } from "./FileRequest.tsx";
import { SuspendUser } from "./SuspendUser.tsx";
import { UnsuspendUser } from "./UnsuspendUser.tsx";
import { UserStatusChip } from "./UserStatusChip.tsx";

export function UserHeader({ user }: { readonly user: UserDetail }) {
  const translate = useTranslate();
  return (
    <PageHeader
      lead={<Initials name={user.name} size={52} />}
      title={user.name}
      about={
        <>
          <span title={translate("resources.users.masked")}>{user.email}</span>
          <UserStatusChip user={user} />
          <Identifier value={user.id} />
        </>
      }
      actions={
        <>
          <FileRequest user={user} />
          {user.is_active ? <SuspendUser user={user} /> : <UnsuspendUser user={user} />}
          <EditLink can={user.can} resource="users" id={user.id} />
        </>
      }
    />
  );
}
