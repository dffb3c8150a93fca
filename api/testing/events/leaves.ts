import type { StaffRole } from "../../contracts/session.ts";
import { NEEDLE } from "./world.ts";
import type { World } from "./world.ts";

export type Asked = { readonly id?: string; readonly query?: string; readonly body?: unknown };
export type Case = {
  readonly as: StaffRole | "user" | "org-admin";
  readonly asks?: (world: World) => Asked;
  /** Each `action resource` that stands under the request's id when the answer is there. */
  readonly leaves: readonly string[];
  /** And when the same is asked for once more: nothing changes, and what is there is shown. */
  readonly again?: readonly string[];
  readonly whose?: (world: World) => string;
  readonly status?: number;
};
/** A route's cases, one for each kind of caller it serves; or why it leaves no event. */
type Entry = readonly Case[] | { readonly none: string };

const filter = (fields: object) => `?filter=${encodeURIComponent(JSON.stringify(fields))}`;
const reveal = (field: string) => ({
  field,
  reason: `${NEEDLE} asked by telephone`,
  ticket: "T-1",
});
const request = (w: World) => ({ id: w.request });

/**
 * THE list of what each route leaves. A route that is not in it fails: enter the event of its answer, or the
 * reason why no answer of it shows or changes anything of a person.
 */
export const LEAVES: Readonly<Record<string, Entry>> = {
  "get /users": [
    { as: "support", leaves: ["list users"] },
    {
      as: "support",
      asks: (w) => ({ query: filter({ id: [w.user, w.chief] }) }),
      leaves: ["list users"],
    },
  ],
  "post /users/search": [
    {
      as: "support",
      asks: (w) => ({ body: { q: w.name } }),
      leaves: ["search users", "find users"],
    },
  ],
  "get /users/:id": [
    { as: "support", asks: (w) => ({ id: w.user }), leaves: ["show users"] },
    { as: "user", asks: (w) => ({ id: w.user }), leaves: ["show users"] },
  ],
  "put /users/:id": [
    {
      as: "support",
      asks: (w) => ({ id: w.user, body: { name: `${w.name} again` } }),
      leaves: ["update users"],
    },
    {
      as: "support",
      asks: (w) => ({ id: w.user, body: { name: w.name } }),
      leaves: ["show users"],
    },
    {
      as: "user",
      asks: (w) => ({
        id: w.user,
        body: {
          display_name: `${NEEDLE} the Great`,
          consents: { marketing: { granted: true, document_version: NEEDLE } },
        },
      }),
      leaves: ["update users", "create user-consents"],
    },
  ],
  "post /users/:id/suspend": [
    {
      as: "support",
      asks: (w) => ({ id: w.user, body: { reason: `${NEEDLE} was rude` } }),
      leaves: ["update users"],
    },
  ],
  "post /users/:id/unsuspend": [
    { as: "support", asks: (w) => ({ id: w.suspended }), leaves: ["update users"] },
  ],
  "post /users/:id/reveal": [
    {
      as: "support",
      asks: (w) => ({ id: w.user, body: reveal("email") }),
      leaves: ["reveal users"],
    },
  ],
  "delete /users/:id": [
    {
      as: "user",
      asks: (w) => ({ id: w.user }),
      leaves: ["update users", "create gdpr-requests"],
      again: ["show gdpr-requests"],
      status: 202,
    },
  ],
  "post /users/:id/export": [
    {
      as: "user",
      asks: (w) => ({ id: w.user }),
      leaves: ["create gdpr-requests", "create gdpr-exports"],
      again: ["show gdpr-requests"],
      status: 202,
    },
  ],
  "get /users/:id/export": [
    { as: "user", asks: (w) => ({ id: w.user }), leaves: ["show gdpr-requests"] },
  ],
  "get /organizations": { none: "names no person" },
  "get /organizations/:id": { none: "names no person: how many members, not who" },
  "put /organizations/:id": [
    {
      as: "admin",
      asks: (w) => ({
        id: w.organization,
        body: { name: `${NEEDLE} & Co`, branding: { tagline: NEEDLE } },
      }),
      leaves: ["update organizations"],
    },
  ],
  "get /organization-members": [
    {
      as: "support",
      asks: (w) => ({ query: filter({ user_id: w.user }) }),
      leaves: ["list organization-members"],
    },
    { as: "org-admin", leaves: ["list organization-members"] },
  ],
  "get /organization-members/:id": [
    { as: "support", asks: (w) => ({ id: w.member }), leaves: ["show organization-members"] },
    { as: "org-admin", asks: (w) => ({ id: w.member }), leaves: ["show organization-members"] },
  ],
  "post /organization-members": [
    {
      as: "support",
      asks: (w) => ({
        body: { organization_id: w.organization, user_id: w.stranger, role: "member" },
      }),
      leaves: ["create organization-members"],
      status: 201,
    },
  ],
  "put /organization-members/:id": [
    {
      as: "support",
      asks: (w) => ({ id: w.member, body: { role: "admin" } }),
      leaves: ["update organization-members"],
    },
    {
      as: "org-admin",
      asks: (w) => ({ id: w.member, body: { role: "admin" } }),
      leaves: ["update organization-members"],
    },
    {
      as: "org-admin",
      asks: (w) => ({ id: w.member, body: { role: "member" } }),
      leaves: ["show organization-members"],
    },
  ],
  "delete /organization-members/:id": [
    {
      as: "support",
      asks: (w) => ({ id: w.member }),
      leaves: ["delete organization-members"],
    },
    {
      as: "org-admin",
      asks: (w) => ({ id: w.member }),
      leaves: ["delete organization-members"],
    },
  ],
  "get /organization-invitations": [
    { as: "support", leaves: ["list organization-invitations"] },
    { as: "org-admin", leaves: ["list organization-invitations"] },
  ],
  "get /organization-invitations/:id": [
    {
      as: "support",
      asks: (w) => ({ id: w.invitation }),
      leaves: ["show organization-invitations"],
    },
    {
      as: "org-admin",
      asks: (w) => ({ id: w.invitation }),
      leaves: ["show organization-invitations"],
    },
  ],
  "post /organization-invitations": [
    {
      as: "org-admin",
      asks: () => ({ body: { email: `new@${NEEDLE}.example`, role: "member" } }),
      leaves: ["create organization-invitations"],
      status: 201,
    },
  ],
  "post /organization-invitations/:id/revoke": [
    {
      as: "org-admin",
      asks: (w) => ({ id: w.invitation }),
      leaves: ["update organization-invitations"],
    },
  ],
  "get /teams": { none: "names no person" },
  "get /teams/:id": { none: "names no person: how many members, not who" },
  "post /teams": [
    {
      as: "org-admin",
      asks: () => ({ body: { name: `${NEEDLE} and friends`, description: NEEDLE } }),
      leaves: ["create teams"],
      status: 201,
    },
  ],
  "put /teams/:id": [
    {
      as: "admin",
      asks: (w) => ({ id: w.team, body: { name: `${NEEDLE}!`, description: NEEDLE } }),
      leaves: ["update teams"],
    },
    {
      as: "org-admin",
      asks: (w) => ({ id: w.team, body: { name: `${NEEDLE}!` } }),
      leaves: ["update teams"],
    },
  ],
  "delete /teams/:id": [
    { as: "org-admin", asks: (w) => ({ id: w.team }), leaves: ["delete teams"] },
  ],
  "get /subscriptions": [
    {
      as: "support",
      asks: (w) => ({ query: filter({ user_id: w.user }) }),
      leaves: ["list subscriptions"],
    },
  ],
  "get /subscriptions/:id": [
    { as: "support", asks: (w) => ({ id: w.subscription }), leaves: ["show subscriptions"] },
  ],
  "get /visions": [
    {
      as: "support",
      asks: (w) => ({ query: filter({ user_id: w.user }) }),
      leaves: ["list visions"],
    },
    { as: "user", leaves: ["list visions"] },
  ],
  "post /visions/search": [
    {
      as: "support",
      asks: (w) => ({ body: { q: NEEDLE, filter: { user_id: w.user } } }),
      leaves: ["search visions", "find visions"],
    },
    { as: "user", asks: () => ({ body: { q: NEEDLE } }), leaves: ["find visions"] },
  ],
  "get /visions/:id": [
    { as: "support", asks: (w) => ({ id: w.vision }), leaves: ["show visions"] },
    { as: "user", asks: (w) => ({ id: w.vision }), leaves: ["show visions"] },
  ],
  "post /visions/:id/reveal": [
    {
      as: "support",
      asks: (w) => ({ id: w.vision, body: reveal("title") }),
      leaves: ["reveal visions"],
    },
  ],
  "get /daily-actions": [
    {
      as: "support",
      asks: (w) => ({ query: filter({ user_id: w.user }) }),
      leaves: ["list daily-actions"],
    },
    { as: "user", leaves: ["list daily-actions"] },
  ],
  "post /daily-actions/search": [
    {
      as: "support",
      asks: (w) => ({ body: { q: NEEDLE, filter: { user_id: w.user } } }),
      leaves: ["search daily-actions", "find daily-actions"],
    },
    { as: "user", asks: () => ({ body: { q: NEEDLE } }), leaves: ["find daily-actions"] },
  ],
  "get /daily-actions/:id": [
    { as: "support", asks: (w) => ({ id: w.action }), leaves: ["show daily-actions"] },
    { as: "user", asks: (w) => ({ id: w.action }), leaves: ["show daily-actions"] },
  ],
  "post /daily-actions/:id/reveal": [
    {
      as: "support",
      asks: (w) => ({ id: w.action, body: reveal("title") }),
      leaves: ["reveal daily-actions"],
    },
  ],
  "get /audit-log": [
    { as: "auditor", leaves: ["list audit-log"] },
    {
      as: "support",
      asks: (w) => ({ query: filter({ subject_id: w.user }) }),
      leaves: ["list audit-log"],
    },
  ],
  "post /audit-log/search": [
    {
      as: "auditor",
      asks: () => ({ body: { q: NEEDLE } }),
      leaves: ["search audit-log", "find audit-log"],
    },
    {
      as: "support",
      asks: (w) => ({ body: { q: NEEDLE, filter: { subject_id: w.user } } }),
      leaves: ["search audit-log", "find audit-log"],
    },
  ],
  "get /audit-log/timeline": [
    {
      as: "support",
      asks: (w) => ({ query: `?subject_id=${w.user}` }),
      leaves: ["list audit-log"],
    },
  ],
  "get /audit-log/actors": { none: "names and roles of colleagues, none of the app's users" },
  "get /audit-log/:id": [
    { as: "auditor", asks: (w) => ({ id: w.event }), leaves: ["show audit-log"] },
  ],
  "get /audit-exports": { none: "shows what the caller asked for, and no row of the trail" },
  "get /audit-exports/:id": { none: "shows what the caller asked for, and no row of the trail" },
  "post /audit-exports": [
    {
      as: "auditor",
      asks: (w) => ({ body: { format: "csv", filter: { subject_id: w.user } } }),
      leaves: ["create audit-exports"],
      status: 201,
    },
  ],
  "get /audit-exports/:id/download": [
    {
      as: "auditor",
      asks: (w) => ({ id: w.auditExport }),
      leaves: ["download audit-exports"],
    },
  ],
  "get /audit-log/:id/proof": [
    { as: "auditor", asks: (w) => ({ id: w.event }), leaves: ["download audit-log"] },
  ],
  "post /audit-log/verify": [{ as: "auditor", leaves: ["verify audit-log"], status: 202 }],
  "get /audit-log/sealing": { none: "figures, and findings that name events by id" },
  "get /audit-log/check-proof": { none: "a page that is the same for everybody" },
  "get /gdpr-requests": [
    { as: "auditor", leaves: ["list gdpr-requests"] },
    { as: "user", leaves: ["list gdpr-requests"] },
  ],
  "get /gdpr-requests/:id": [
    { as: "auditor", asks: request, leaves: ["show gdpr-requests"] },
    { as: "user", asks: request, leaves: ["show gdpr-requests"] },
  ],
  "post /gdpr-requests": [
    {
      as: "support",
      asks: (w) => ({ body: { user_id: w.user, type: "access", note: `${NEEDLE} rang` } }),
      leaves: ["create gdpr-requests", "create gdpr-exports"],
      status: 201,
    },
    {
      as: "user",
      asks: (w) => ({ body: { user_id: w.user, type: "access", note: NEEDLE } }),
      leaves: ["create gdpr-requests", "create gdpr-exports"],
      status: 201,
    },
  ],
  "post /gdpr-requests/:id/withdraw": [
    {
      as: "user",
      whose: (w) => w.leaver,
      asks: (w) => ({ id: w.erasure }),
      leaves: ["update users", "update gdpr-requests"],
    },
  ],
  "get /gdpr-requests/:id/download": [
    { as: "compliance", asks: request, leaves: ["download gdpr-requests"] },
    { as: "user", asks: request, leaves: ["download gdpr-requests"] },
  ],
};
