import raEnglish from "ra-language-english";
import { app } from "./app.ts";
import { auditExports } from "./audit-exports.ts";
import { auditLog } from "./audit-log.ts";
import { gdprRequests } from "./gdpr-requests.ts";
import {
  organizationInvitations,
  organizationMembers,
  organizations,
  teams,
} from "./organizations.ts";
import { dailyActions, visions } from "./plans.ts";
import { subscriptions } from "./subscriptions.ts";
import { users } from "./users.ts";

/** Every text of the console; react-admin's own words come first. */
export const english = {
  ...raEnglish,
  ra: {
    ...raEnglish.ra,
    // It is the whole accessible name of a column that sorts: what it is called comes first.
    sort: { ...raEnglish.ra.sort, sort_by: "%{field}, sort %{order}" },
  },
  app,
  resources: {
    users,
    organizations,
    "organization-members": organizationMembers,
    "organization-invitations": organizationInvitations,
    teams,
    subscriptions,
    visions,
    "daily-actions": dailyActions,
    "gdpr-requests": gdprRequests,
    "audit-log": auditLog,
    "audit-exports": auditExports,
  },
};
