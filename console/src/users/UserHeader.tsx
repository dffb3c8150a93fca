import { useDataProvider, useTranslate } from "react-admin";
import type { UserDetail } from "../../../api/contracts/users.ts";
import { EditLink } from "../actions/EditLink.tsx";
import { Identifier } from "../fields/Identifier.tsx";
import { Initials } from "../fields/Initials.tsx";
import { PageHeader } from "../layout/PageHeader.tsx";
import type { ConsoleDataProvider } from "../providers/data-provider.ts";
import { MaskedValue } from "../reveals/MaskedValue.tsx";
import { FileRequest } from "./FileRequest.tsx";
import { SuspendUser } from "./SuspendUser.tsx";
import { UnsuspendUser } from "./UnsuspendUser.tsx";
import { UserStatusChip } from "./UserStatusChip.tsx";

export function UserHeader({ user }: { readonly user: UserDetail }) {
  const translate = useTranslate();
  const provider = useDataProvider<ConsoleDataProvider>();
  return (
    <PageHeader
      lead={<Initials name={user.name} size={52} />}
      title={user.name}
      about={
        <>
          <MaskedValue
            key={user.id}
            masked={user.email}
            label={translate("resources.users.fields.email")}
            name={user.name}
            can={user.can}
            run={(form) => provider.revealUser(user, { field: "email", ...form })}
          />
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
