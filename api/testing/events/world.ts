import { randomUUID } from "node:crypto";
import {
  addDailyAction,
  addInvitation,
  addMember,
  addOrganization,
  addSubscription,
  addTeam,
  addUser,
  addVision,
} from "../people.ts";
import { sealUntil, testSigner } from "../seal.ts";
import type { TestApp } from "../start-app.ts";

/** In everything of the person, and in every field and header that a caller fills. */
export const NEEDLE = "Quixotl";

const SIGNER = testSigner();

type WorldHome = Pick<TestApp, "database" | "artifacts">;

/** A person with a row of each kind, in an organization that somebody else administers too. */
export async function insertWorld({ database, artifacts }: WorldHome, auditor: string) {
  const name = `${NEEDLE} ${randomUUID().slice(0, 8)}`;
  const user = await addUser(database, {
    email: `${randomUUID()}@${NEEDLE}.example`,
    name,
    display_name: name,
  });
  const organization = await addOrganization(database, { name: `${name} Ltd` });
  const chief = await addUser(database, { name: "The owner" });
  await addMember(database, organization, chief, "owner");
  const [member, team, invitation, subscription, vision, action, request] = await Promise.all([
    addMember(database, organization, user),
    addTeam(database, organization, { name: `${name} team` }),
    addInvitation(database, organization, { email: `${randomUUID()}@${NEEDLE}.example` }),
    addSubscription(database, user),
    addVision(database, user, { title: `${NEEDLE} runs` }),
    addDailyAction(database, user, { title: `${NEEDLE} stretches` }),
    addReadyExport({ database, artifacts }, user),
  ]);
  const { rows } = await database.adminPool.query<{ id: string }>(
    `SELECT e.id FROM audit_log AS e JOIN audit_pseudonyms AS p ON p.pseudonym = e.subject
     WHERE p.real_id = $1 LIMIT 1`,
    [user],
  );
  const auditExport = await addReadyAuditExport({ database, artifacts }, auditor, user);
  const suspended = await addUser(database, {
    name,
    is_active: false,
    suspension_reason: NEEDLE,
    suspended_at: new Date(),
  });
  const stranger = await addUser(database, { name: NEEDLE });
  const leaver = await addUser(database, { name, deleted_at: new Date(), email_reserved: true });
  const filed = await database.adminPool.query<{ id: string }>(
    "INSERT INTO gdpr_requests (user_id, type, channel) VALUES ($1, 'erasure', 'token') RETURNING id",
    [leaver],
  );
  const erasure = filed.rows[0]?.id ?? "";
  const event = rows[0]?.id ?? "";
  await sealUntil(database, SIGNER, event);
  const ids = { user, organization, chief, member, team, invitation, subscription, vision, action };
  return { ...ids, request, event, suspended, stranger, leaver, erasure, auditExport, name };
}
export type World = Awaited<ReturnType<typeof insertWorld>>;

/** A request whose file is there, as the daemon leaves it. */
async function addReadyExport({ database, artifacts }: WorldHome, user: string): Promise<string> {
  const { rows } = await database.adminPool.query<{ id: string }>(
    "INSERT INTO gdpr_requests (user_id, type, channel) VALUES ($1, 'access', 'token') RETURNING id",
    [user],
  );
  const id = rows[0]?.id ?? "";
  await publish(artifacts, id);
  await database.adminPool.query(
    `INSERT INTO gdpr_exports (request_id, user_id, status, tables_done, tables_total, rows, bytes, sha256,
       file_name, ready_at, expires_at)
     VALUES ($1, $2, 'ready', 3, 3, 12, 10, sha256('x'), $3, now(), now() + interval '1 day')`,
    [id, user, `${id}.zip`],
  );
  return id;
}

/** An export of the trail, of the auditor's own. One at a time may be open: whatever is, has failed. */
async function addReadyAuditExport(
  { database, artifacts }: WorldHome,
  auditor: string,
  subject: string,
): Promise<string> {
  await database.adminPool.query(
    "UPDATE audit_exports SET status = 'failed' WHERE status IN ('queued', 'running')",
  );
  const { rows } = await database.adminPool.query<{ id: string }>(
    `INSERT INTO audit_exports (staff_id, role, format, filter, subject_id, status, bytes, sha256, file_name,
       snapshot_at, ready_at, expires_at)
     SELECT $1, 'auditor', 'csv', '{}', $2, 'ready', 10, sha256('x'), id || '.zip', now(), now(),
       now() + interval '1 day'
     FROM (SELECT uuidv7() AS id) AS made RETURNING id`,
    [auditor, subject],
  );
  const id = rows[0]?.id ?? "";
  await publish(artifacts, id);
  return id;
}

async function publish(artifacts: TestApp["artifacts"], id: string): Promise<void> {
  const handle = await artifacts.create(`${id}.1.partial`);
  await handle.writeFile(`PK ${NEEDLE}`);
  await artifacts.publish(handle, `${id}.1.partial`, `${id}.zip`);
}
