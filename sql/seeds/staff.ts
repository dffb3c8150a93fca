import { hash, verify } from "@node-rs/argon2";
import type pg from "pg";
import { loadSql } from "../database/load-sql.ts";

const INSERT_STAFF = loadSql(import.meta.url, "./staff.sql");

/** One for each role, and a second compliance officer for the four eyes. */
const DEMO_STAFF = [
  { mailbox: "support", name: "Sam Support", role: "support" },
  { mailbox: "compliance", name: "Carla Compliance", role: "compliance" },
  { mailbox: "compliance2", name: "Cem Compliance", role: "compliance" },
  { mailbox: "dpo", name: "Dana Protection", role: "dpo" },
  { mailbox: "sre", name: "Sören Reliability", role: "sre" },
  { mailbox: "auditor", name: "Aud Itor", role: "auditor" },
  { mailbox: "admin", name: "Ada Admin", role: "admin" },
] as const;

const emailOf = (mailbox: string): string => `${mailbox}@futuresync.example`;

/** Makes the demo staff; each gets a hash (argon2id, the library's defaults: OWASP's 19 MiB) of its own. */
export async function insertDemoStaff(client: pg.ClientBase, password: string): Promise<void> {
  const rows = await Promise.all(
    DEMO_STAFF.map(async ({ mailbox, name, role }) => ({
      email: emailOf(mailbox),
      name,
      role,
      password_hash: await hash(password),
    })),
  );
  await client.query(INSERT_STAFF, [JSON.stringify(rows)]);
}

/** True when the demo staff are there: they are made by the same transaction as the demo users. */
export async function hasDemoStaff(client: pg.ClientBase): Promise<boolean> {
  const { rowCount } = await client.query("SELECT FROM staff WHERE email = $1", [
    emailOf("support"),
  ]);
  return rowCount === 1;
}

/**
 * Sets the password anew where it is another one, so that the sign-in that is printed works. The row
 * trigger writes the event, without the hashes.
 */
export async function updateDemoPasswords(
  client: pg.ClientBase,
  password: string,
): Promise<number> {
  const { rows } = await client.query<{ id: string; password_hash: string }>(
    "SELECT id, password_hash FROM staff WHERE email = ANY ($1)",
    [DEMO_STAFF.map(({ mailbox }) => emailOf(mailbox))],
  );
  const stale = await Promise.all(
    rows.map(async ({ id, password_hash }) => ({
      id,
      fits: await verify(password_hash, password),
    })),
  );
  for (const { id, fits } of stale) {
    if (!fits) {
      await client.query("UPDATE staff SET password_hash = $2 WHERE id = $1", [
        id,
        await hash(password),
      ]);
    }
  }
  return stale.filter(({ fits }) => !fits).length;
}
