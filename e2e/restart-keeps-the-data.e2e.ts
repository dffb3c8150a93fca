import { asStaff } from "./support/http.ts";
import { openDatabase } from "./support/open-database.ts";
import {
  makeStackFolder,
  newSecrets,
  removeStackFolder,
  startInVain,
  startStack,
  STOP_PROMISE_MS,
} from "./support/stack.ts";
import type { Stack, StackFolder } from "./support/stack.ts";
import { expect, test } from "./support/test.ts";

test.describe.configure({ mode: "serial" });
// Three starts; the first makes a cluster and its data.
test.setTimeout(300_000);

const secrets = newSecrets();
let folder: StackFolder;
let stack: Stack | undefined;

test.beforeAll(async () => {
  folder = await makeStackFolder();
  stack = await startStack("restart", folder, secrets);
});
test.afterAll(async () => {
  await stack?.stop();
  removeStackFolder(folder);
});

/** What must be the same before and after; the newest rows too, which a lost commit would take. */
async function state(running: Stack | undefined): Promise<unknown> {
  if (running === undefined) throw new Error("the stack does not run");
  const pool = openDatabase(running.address);
  try {
    const { rows } = await pool.query(
      `SELECT
         (SELECT count(*) FROM users) AS users,
         (SELECT md5(string_agg(u::text, ',' ORDER BY id)) FROM users AS u) AS people,
         (SELECT count(*) FROM daily_actions) AS actions,
         (SELECT count(*) FROM analytics_events) AS events,
         (SELECT count(*) FROM audit_log WHERE resource = 'seeds') AS loads,
         (SELECT count(*) FROM audit_log WHERE resource = 'users' AND action = 'update') AS changes`,
    );
    return rows[0];
  } finally {
    await pool.end();
  }
}

async function rename(running: Stack | undefined, name: string): Promise<void> {
  if (running === undefined) throw new Error("the stack does not run");
  const call = await asStaff(running.address, "support");
  const [user] = (await (
    await call("GET", '/api/users?sort=["created_at","ASC"]&range=[0,0]')
  ).json()) as { id: string; version: number }[];
  const answer = await call(
    "PUT",
    `/api/users/${user?.id}`,
    { display_name: name },
    { "if-match": `"${user?.version}"` },
  );
  expect(answer.status).toBe(200);
}

test("a second start on the same data folder is refused in one line", async () => {
  const { code, errors } = await startInVain(folder, secrets);
  expect(code).toBe(1);
  expect(errors).toHaveLength(1);
});

test("Ctrl-C stops everything within 10 s, and the next start loses nothing", async () => {
  await rename(stack, "Before the first stop");
  const before = await state(stack);
  const took = await stack?.stop();
  expect(took).toBeLessThan(STOP_PROMISE_MS);
  expect(stack?.exitCode()).toBe(0);
  await expect(fetch(`http://127.0.0.1:${folder.ports.api}/`)).rejects.toThrow();
  await expect(fetch(`http://127.0.0.1:${folder.ports.daemon}/health`)).rejects.toThrow();

  stack = await startStack("restart-again", folder, secrets);
  expect(await state(stack)).toEqual(before);
});

test("after kill -9 of the launcher the next start takes over", async () => {
  await rename(stack, "Before the kill");
  const before = await state(stack);
  await stack?.kill();
  stack = await startStack("restart-after-kill", folder, secrets);
  expect(await state(stack)).toEqual(before);
  expect(await stack.stop()).toBeLessThan(STOP_PROMISE_MS);
});
