import { afterAll, expect, it } from "vitest";
import { inTransactionOn } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { HELD_ELSEWHERE, withFence } from "./fence.ts";

const database = await createTestDatabase();
// Two daemons: pools of their own, so each fence is another backend.
const one = database.pool("futuresync_daemon");
const two = database.pool("futuresync_daemon");
afterAll(() => database.drop());

async function locks(): Promise<number> {
  const { rowCount } = await database.adminPool.query(
    `SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return rowCount ?? 0;
}

it("lets one of two in, at once, and the other after it", async () => {
  const order: string[] = [];
  const answer = await withFence(one, "export:1", async () => {
    const started = performance.now();
    const other = await withFence(two, "export:1", async () => order.push("other"));
    expect(other).toBe(HELD_ELSEWHERE);
    // It did not wait for the lock: a waiting one would never come back here.
    expect(performance.now() - started).toBeLessThan(2_000);
    order.push("first");
    return "done";
  });
  expect(answer).toBe("done");
  expect(await withFence(two, "export:1", async () => order.push("after"))).toBe(2);
  expect(order).toEqual(["first", "after"]);
  expect(await locks()).toBe(0);
});

it("keeps apart what has different keys", async () => {
  const inner = await withFence(one, "export:1", () =>
    withFence(two, "export:2", async () => "both"),
  );
  expect(inner).toBe("both");
});

it("falls when its backend dies, with the work that was on it", async () => {
  let inside: (() => void) | undefined;
  const entered = new Promise<void>((resolve) => (inside = resolve));
  let pid = 0;
  const work = withFence(one, "export:3", async (client) => {
    pid = (await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid")).rows[0]?.pid ?? 0;
    inside?.();
    await client.query("SELECT pg_sleep(60)");
  });
  // Seen before the kill, so that the rejection never is unhandled.
  const outcome = work.then(
    () => "finished",
    () => "died",
  );
  await entered;
  expect(await withFence(two, "export:3", async () => "in")).toBe(HELD_ELSEWHERE);
  await database.adminPool.query("SELECT pg_terminate_backend($1, 5000)", [pid]);
  expect(await withFence(two, "export:3", async () => "in")).toBe("in");
  expect(await outcome).toBe("died");
  // The pool made a new connection and threw the dead one away.
  expect(await withFence(one, "export:3", async () => "again")).toBe("again");
});

it("is given back when the work throws, also from inside an aborted transaction", async () => {
  const failing = withFence(one, "export:4", async (client) => {
    await client.query("BEGIN");
    await client.query("SELECT 1 / 0");
  });
  await expect(failing).rejects.toThrow("division by zero");
  expect(await withFence(two, "export:4", async () => "in")).toBe("in");
  await withFence(one, "export:4", (client) => client.query("BEGIN"));
  // Nor does the next holder of the connection find itself in that transaction.
  const next = await withFence(one, "export:4", (client) =>
    inTransactionOn(client, "fs_worker", {}, (tx) => tx.rows("SELECT 1 AS one")),
  );
  expect(next).toEqual([{ one: 1 }]);
  await expect(
    withFence(one, "export:4", async () => {
      throw new Error("plain");
    }),
  ).rejects.toThrow("plain");
  expect(await locks()).toBe(0);
});
