import { Box } from "@mui/material";
import { ShowBase, useShowContext, useTranslate } from "react-admin";
import type { UserDetail } from "../../../api/contracts/users.ts";
import { PersonAccess } from "../audit-log/PersonAccess.tsx";
import { ERROR_IN_PLACE, RecordStates } from "../layout/RecordStates.tsx";
import { usePageTitle } from "../layout/use-page-title.ts";
import { UserConsents } from "./UserConsents.tsx";
import { UserHeader } from "./UserHeader.tsx";
import { UserHistory } from "./UserHistory.tsx";
import { UserNotifications } from "./UserNotifications.tsx";
import { UserOrganizations } from "./UserOrganizations.tsx";
import { UserPlans } from "./UserPlans.tsx";
import { UserProfile } from "./UserProfile.tsx";
import { UserProgress } from "./UserProgress.tsx";
import { UserRequests } from "./UserRequests.tsx";
import { UserSubscription } from "./UserSubscription.tsx";
import { SuspensionNotice } from "./SuspensionNotice.tsx";

/** All that support needs of one person on one page. Opening it leaves an audit event. */
export function UserShow() {
  const translate = useTranslate();
  usePageTitle(translate("resources.users.name", { smart_count: 1 }));
  return (
    <ShowBase queryOptions={ERROR_IN_PLACE}>
      <RecordStates>
        <UserPage />
      </RecordStates>
    </ShowBase>
  );
}

function UserPage() {
  const { record } = useShowContext<UserDetail>();
  if (record === undefined) return null;
  return (
    <>
      <UserHeader user={record} />
      <SuspensionNotice user={record} />
      <Box
        sx={{
          display: "grid",
          gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "minmax(0, 1fr) 340px" },
          gap: "16px",
          alignItems: "start",
        }}
      >
        <Box sx={{ display: "grid", gap: "16px", minWidth: 0 }}>
          <UserProfile user={record} />
          <UserPlans key={record.id} user={record} />
          <UserHistory userId={record.id} />
          <PersonAccess key={`access-${record.id}`} userId={record.id} />
        </Box>
        <Box sx={{ display: "grid", gap: "16px", minWidth: 0 }}>
          <UserRequests userId={record.id} />
          <UserSubscription subscription={record.subscription} />
          <UserProgress progress={record.progress} />
          <UserOrganizations organizations={record.organizations} />
          <UserConsents consents={record.consents} />
          <UserNotifications preferences={record.notification_preferences} />
        </Box>
      </Box>
    </>
  );
}
