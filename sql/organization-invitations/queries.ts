import { createHash, randomBytes } from "node:crypto";
import { selectPage } from "../database/list.ts";
import type { ListQuery, Page } from "../database/list.ts";
import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";

const load = (name: string) => loadSql(import.meta.url, `./${name}.sql`);
const SELECT = load("select-invitation");
const SELECT_MASKED = load("select-masked-invitation");
const REVOKE_EXPIRED = load("revoke-expired");
const INSERT = load("insert-invitation");
const REVOKE = load("revoke-invitation");

const COLUMNS = [
  "id",
  "organization_id",
  "email",
  "role",
  "invited_by",
  "accepted_by",
  "expires_at",
  "accepted_at",
  "revoked_at",
  "created_at",
] as const;

export type InvitationRow = {
  id: string;
  organization_id: string;
  email: string;
  role: "owner" | "admin" | "member";
  invited_by: string | null;
  accepted_by: string | null;
  expires_at: Date;
  accepted_at: Date | null;
  revoked_at: Date | null;
  created_at: Date;
};

/** Who reads: staff see the address masked, the organization's administrators as they wrote it. */
type Reader = "staff" | "user";

export async function selectInvitations(
  tx: Transaction,
  reader: Reader,
  request: Omit<ListQuery, "from" | "columns">,
  totalLimit: number,
): Promise<Page<InvitationRow>> {
  const from = reader === "staff" ? "masked_organization_invitations" : "organization_invitations";
  return selectPage(
    tx,
    { ...request, from, chosenOn: "organization_invitations", columns: COLUMNS },
    totalLimit,
  );
}

export async function selectOptionalInvitation(
  tx: Transaction,
  reader: Reader,
  id: string,
): Promise<InvitationRow | undefined> {
  return (await tx.rows<InvitationRow>(reader === "staff" ? SELECT_MASKED : SELECT, [id]))[0];
}

/**
 * Invites an address for seven days. The token opens the door and is kept nowhere, only its SHA-256:
 * the caller hands it to the invited person, now or never.
 */
export async function insertInvitation(
  tx: Transaction,
  values: {
    readonly organization_id: string;
    readonly email: string;
    readonly role: InvitationRow["role"];
    readonly invited_by: string;
  },
): Promise<{ readonly invitation: InvitationRow; readonly token: string }> {
  const { organization_id, email, role, invited_by } = values;
  await tx.rows(REVOKE_EXPIRED, [organization_id, email]);
  const token = randomBytes(32).toString("base64url");
  const hash = createHash("sha256").update(token).digest();
  const rows = await tx.rows<InvitationRow>(INSERT, [
    organization_id,
    email,
    role,
    hash,
    invited_by,
  ]);
  if (rows[0] === undefined) throw new Error("INSERT … RETURNING gave no row");
  return { invitation: rows[0], token };
}

/** Undefined when it is accepted or revoked already. */
export async function revokeInvitation(
  tx: Transaction,
  id: string,
): Promise<InvitationRow | undefined> {
  return (await tx.rows<InvitationRow>(REVOKE, [id]))[0];
}
