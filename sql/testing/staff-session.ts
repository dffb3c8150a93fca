import { createHash, randomBytes } from "node:crypto";
import type { TestServer } from "./test-server.ts";

/** A colleague with a live session in the database of `server`; answers the session's cookie value. */
export async function insertStaffSession(
  server: TestServer,
  database: string,
  staff: { readonly name: string; readonly role: string },
): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const hash = createHash("sha256").update(token).digest("hex");
  // Names and roles come from the tests' own literals.
  await server.sql(
    `WITH colleague AS (
       INSERT INTO staff (email, name, role, password_hash)
       VALUES ('${staff.name}@staff.example', '${staff.name}', '${staff.role}', 'none') RETURNING id
     )
     INSERT INTO staff_sessions (staff_id, token_hash, expires_at)
     SELECT id, '\\x${hash}', now() + interval '1 hour' FROM colleague`,
    database,
  );
  return token;
}
