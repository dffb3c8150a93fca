import type { Connections } from "../database/connections.ts";
import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";

const load = (name: string) => loadSql(import.meta.url, `./${name}.sql`);
const SELECT_BY_SESSION = load("select-staff-by-session");
const SELECT_CREDENTIALS = load("select-credentials");
const OPEN_SESSION = load("open-session");
const CLOSE_SESSION = load("close-session");
const SELECT_NAMES = load("select-staff-names");

type StaffRole = "support" | "compliance" | "dpo" | "sre" | "auditor" | "admin";

export type SignedInStaff = {
  id: string;
  name: string;
  email: string;
  role: StaffRole;
};

/** The colleague whose live session this is (SHA-256 of the cookie's token). */
export async function selectOptionalStaffBySession(
  pool: Pick<Connections, "query">,
  tokenHash: Buffer,
): Promise<SignedInStaff | undefined> {
  return (await pool.query<SignedInStaff>(SELECT_BY_SESSION, [tokenHash])).rows[0];
}

export type Credentials = { id: string; password_hash: string; is_active: boolean };

/** Also of colleagues who may not sign in: the caller spends the same time on everyone. */
export async function selectOptionalCredentials(
  pool: Pick<Connections, "query">,
  email: string,
): Promise<Credentials | undefined> {
  return (await pool.query<Credentials>(SELECT_CREDENTIALS, [email])).rows[0];
}

/** Throws 42501 when the colleague was disabled meanwhile. */
export async function insertStaffSession(
  tx: Transaction,
  session: {
    readonly staff_id: string;
    readonly token_hash: Buffer;
    readonly hours: number;
    readonly address: string | undefined;
    readonly agent: string | undefined;
  },
): Promise<void> {
  const { staff_id, token_hash, hours, address, agent } = session;
  const values = [staff_id, token_hash, hours, address ?? null, agent ?? null];
  await tx.rows(OPEN_SESSION, values);
}

/** False when there was no live session to end. */
export async function updateStaffSessionToClosed(
  tx: Transaction,
  tokenHash: Buffer,
): Promise<boolean> {
  return (await tx.rows<{ closed: boolean }>(CLOSE_SESSION, [tokenHash]))[0]?.closed === true;
}

/** Names of colleagues by id; unknown ids are left out. */
export async function selectStaffNames(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.rows<{ id: string; name: string }>(SELECT_NAMES, [ids]);
  return new Map(rows.map((row) => [row.id, row.name]));
}
