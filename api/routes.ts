import { auditExportsRoutes } from "./audit-exports/routes.ts";
import { auditLogRoutes } from "./audit-log/routes.ts";
import { dailyActionsRoutes } from "./daily-actions/routes.ts";
import { gdprRequestsRoutes } from "./gdpr-requests/routes.ts";
import type { Route } from "./http/route.ts";
import { organizationInvitationsRoutes } from "./organization-invitations/routes.ts";
import { organizationMembersRoutes } from "./organization-members/routes.ts";
import { organizationsRoutes } from "./organizations/routes.ts";
import { subscriptionsRoutes } from "./subscriptions/routes.ts";
import { teamsRoutes } from "./teams/routes.ts";
import { userDeleteRoutes } from "./users/delete-route.ts";
import { userExportRoutes } from "./users/export-routes.ts";
import { userRevealRoutes } from "./users/reveal-routes.ts";
import { usersRoutes } from "./users/routes.ts";
import { visionsRoutes } from "./visions/routes.ts";

/** THE list: what is not in it is neither served nor documented. */
export const routes: readonly Route[] = [
  ...usersRoutes,
  ...userRevealRoutes,
  ...userDeleteRoutes,
  ...userExportRoutes,
  ...organizationsRoutes,
  ...organizationMembersRoutes,
  ...organizationInvitationsRoutes,
  ...teamsRoutes,
  ...subscriptionsRoutes,
  ...visionsRoutes,
  ...dailyActionsRoutes,
  ...auditLogRoutes,
  ...auditExportsRoutes,
  ...gdprRequestsRoutes,
];
