import { auditSealing, verificationAsked } from "../contracts/audit-log.ts";
import { defineRoute } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import { selectSealing } from "../../sql/audit-seals/queries.ts";
import { selectClock, selectVerifications } from "../../sql/audit-seals/verifications.ts";
import { verifyAuditLog } from "../../sql/queues/verify-audit-log.ts";
import { sealingView } from "./sealing-view.ts";

const resource = "audit-log";

export const sealingRoutes: readonly Route[] = [
  defineRoute({
    method: "get",
    path: "/audit-log/sealing",
    resource,
    verb: "sealing",
    callers: ["staff"],
    summary: "Show how far the trail is sealed, and what its last verification found",
    answers: { 200: { description: "The state of sealing", schema: auditSealing } },
    handle: async ({ tx }) => {
      const [sealing, verifications] = await Promise.all([
        selectSealing(tx),
        selectVerifications(tx),
      ]);
      return { status: 200, body: sealingView(sealing, verifications) };
    },
  }),
  defineRoute({
    method: "post",
    path: "/audit-log/verify",
    resource,
    verb: "verify",
    callers: ["staff"],
    summary: "Have the whole trail verified; its progress and outcome: /audit-log/sealing",
    answers: { 202: { description: "It is in the queue", schema: verificationAsked } },
    handle: async ({ tx, services }) => {
      const asked_at = await selectClock(tx);
      // One that waits already begins after this moment too.
      await verifyAuditLog.enqueue(services.enqueuer, tx, { whole: true });
      await insertEvent(tx, { action: "verify", resource });
      return { status: 202, body: { asked_at } };
    },
  }),
];
