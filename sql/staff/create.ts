import { randomBytes } from "node:crypto";
import { hash } from "@node-rs/argon2";
import type pg from "pg";
import { z } from "zod";
import { EnvironmentError } from "../database/environment.ts";
import { sqlState, violatedConstraint } from "../database/errors.ts";
import { loadSql } from "../database/load-sql.ts";

const INSERT_STAFF = loadSql(import.meta.url, "./insert-staff.sql");

const newStaff = z.object({
  email: z.email(),
  name: z.string().trim().min(1).max(200),
  role: z.enum(["support", "compliance", "dpo", "sre", "auditor", "admin"]),
});

const USAGE =
  'staff:create takes an e-mail address, a name and a role: -- ada@example.com "Ada" admin';

/**
 * Makes one staff account, as the administrator of the database: the row trigger writes the event.
 * Answers its password, 128 random bits that nobody chose; it is kept nowhere. Refuses an address
 * that has an account already.
 */
export async function createStaff(
  client: pg.ClientBase,
  given: { email: unknown; name: unknown; role: unknown },
): Promise<string> {
  const staff = newStaff.safeParse(given);
  if (!staff.success) {
    const wrong = staff.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new EnvironmentError(`${wrong.join("; ")}. ${USAGE}`);
  }
  const { email, name, role } = staff.data;
  const password = randomBytes(16).toString("base64url");
  await client.query("BEGIN");
  try {
    await client.query("SET LOCAL ROLE futuresync_owner");
    await client.query(INSERT_STAFF, [email, name, role, await hash(password)]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    if (sqlState(error) === "23505" && violatedConstraint(error) === "staff_email_key") {
      throw new EnvironmentError("email: this address has an account already");
    }
    throw error;
  }
  return password;
}
