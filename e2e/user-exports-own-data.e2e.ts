import { setTimeout as sleep } from "node:timers/promises";
import { userExport } from "../api/contracts/users.ts";
import type { UserExport } from "../api/contracts/users.ts";
import { readExport } from "../sql/testing/read-export.ts";
import { asNobody, asStaff, asUser } from "./support/http.ts";
import { makePerson } from "./support/people.ts";
import { expect, test } from "./support/test.ts";

test("a user exports their own data with a bearer token", async ({ stack, database }) => {
  const person = await makePerson(database, "member");
  const other = await makePerson(database, "other");
  const call = await asUser(stack, person.id);
  const path = `/api/users/${person.id}/export`;

  const started = await call("POST", path);
  expect(started.status).toBe(202);
  const first = userExport.parse(await started.json());
  expect(["queued", "running", "ready"]).toContain(first.status);

  const done = await test.step("asks until it is ready", async () => {
    let latest: UserExport = first;
    for (let tries = 0; tries < 120 && latest.status !== "ready"; tries++) {
      await sleep(250);
      const answer = await call("GET", path);
      expect(answer.status).toBe(200);
      latest = userExport.parse(await answer.json());
    }
    return latest;
  });
  expect(done).toMatchObject({ id: first.id, status: "ready", progress: 100, error: null });
  expect(done.rows).toBeGreaterThan(0);
  expect(Date.parse(done.expires_at ?? "")).toBeGreaterThan(Date.now() + 6 * 86_400_000);
  expect(done.download_url).toBe(`/api/gdpr-requests/${first.id}/download`);

  await test.step("downloads it", async () => {
    const answer = await call("GET", done.download_url ?? "");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/zip");
    const read = await readExport(Buffer.from(await answer.arrayBuffer()));
    expect(read.rows("users")).toMatchObject([{ id: person.id, name: person.name }]);
    expect(read.text).not.toContain(other.email);
  });

  await test.step("reaches nobody else's, and nobody else reaches it", async () => {
    const stranger = await asUser(stack, other.id);
    expect((await call("POST", `/api/users/${other.id}/export`)).status).toBe(403);
    expect((await call("GET", `/api/users/${other.id}/export`)).status).toBe(403);
    expect((await stranger("GET", done.download_url ?? "")).status).toBe(404);
    expect((await asNobody(stack)("GET", done.download_url ?? "")).status).toBe(401);
    const support = await asStaff(stack, "support");
    expect((await support("POST", path, {})).status).toBe(409);
    expect((await support("GET", done.download_url ?? "")).status).toBe(403);
  });
});

test("asking again while an export runs answers that one", async ({ stack, database }) => {
  const person = await makePerson(database, "repeated");
  const call = await asUser(stack, person.id);
  const answers = await Promise.all(
    [1, 2, 3, 4].map(() => call("POST", `/api/users/${person.id}/export`)),
  );
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
  const { rows } = await database.query<{ open: string }>(
    "SELECT count(*) AS open FROM gdpr_exports WHERE user_id = $1 AND status IN ('queued', 'running')",
    [person.id],
  );
  expect(Number(rows[0]?.open)).toBeLessThanOrEqual(1);
});
