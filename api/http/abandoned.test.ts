import { afterAll, expect, it } from "vitest";
import { addUser } from "../testing/people.ts";
import { startApp } from "../testing/start-app.ts";

const app = await startApp();
afterAll(() => app.stop());
const { adminPool } = app.database;

/** Statements of the API that wait for the lock on users. */
async function waiting(): Promise<number> {
  const { rows } = await adminPool.query(
    `SELECT FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'test-api' AND wait_event_type = 'Lock'`,
  );
  return rows.length;
}

/** Holds every reader and writer of users back until `work` is done. */
async function whileUsersAreLocked(work: () => Promise<void>): Promise<void> {
  const client = await adminPool.connect();
  try {
    await client.query("BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE");
    await work();
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
}

it("a list that the browser gave up on stops its SQL, and is logged as 499", async () => {
  const { cookie } = await app.staff("support");
  await whileUsersAreLocked(async () => {
    const left = new AbortController();
    const asked = fetch(`${app.origin}/api/users`, {
      headers: { Cookie: cookie },
      signal: left.signal,
    });
    await expect.poll(waiting).toBe(1);
    left.abort();
    await expect(asked).rejects.toThrow("aborted");
    // The lock is still held: nothing but the end of the backend takes it off the list.
    await expect.poll(waiting, { timeout: 10_000 }).toBe(0);
  });
  expect(app.logs()).toMatch(/"route":"\/api\/users","status":499/);
  expect(app.logs()).not.toContain('"level":"error"');
});

it("a change goes on when its sender has left", async () => {
  const support = await app.staff("support");
  const person = await addUser(app.database, { name: "Before" });
  await whileUsersAreLocked(async () => {
    const left = new AbortController();
    const asked = fetch(`${app.origin}/api/users/${person}/suspend`, {
      method: "POST",
      headers: { Cookie: support.cookie, Origin: app.origin, "Content-Type": "application/json" },
      body: JSON.stringify({ reason: "sent and left" }),
      signal: left.signal,
    });
    await expect.poll(waiting).toBe(1);
    left.abort();
    await expect(asked).rejects.toThrow("aborted");
  });
  await expect.poll(() => isActive(person)).toBe(false);
});

async function isActive(userId: string): Promise<unknown> {
  const { rows } = await adminPool.query("SELECT is_active FROM users WHERE id = $1", [userId]);
  return rows[0]?.is_active;
}
