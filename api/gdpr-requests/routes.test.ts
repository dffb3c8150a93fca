import { afterAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { gdprRequest } from "../contracts/gdpr-requests.ts";
import { userExport } from "../contracts/users.ts";
import { addUser, eventsAbout } from "../testing/people.ts";
import { signToken } from "../testing/clients.ts";
import { startApp } from "../testing/start-app.ts";

const app = await startApp();
afterAll(() => app.stop());
const { database } = app;
const support = await app.staff("support");
const compliance = await app.staff("compliance");
const path = "/api/gdpr-requests";

const file = async (user_id: string, note?: string) => {
  const answer = await support.post(path, {
    user_id,
    type: "access",
    ...(note !== undefined && { note }),
  });
  expect(answer.status).toBe(201);
  return gdprRequest.parse(answer.body);
};

async function jobsOf(requestId: string): Promise<number> {
  const { rows } = await database.adminPool.query<{ jobs: number }>(
    "SELECT count(*)::int AS jobs FROM pgboss.job WHERE name = 'export-personal-data' AND data ->> 'request_id' = $1",
    [requestId],
  );
  return rows[0]?.jobs ?? 0;
}

/** What the daemon does in the end: a file, and the row that says so. */
async function finish(requestId: string, expires = "7 days"): Promise<void> {
  const handle = await app.artifacts.create(`${requestId}.1.partial`);
  await handle.writeFile("PK the zip of the test");
  await app.artifacts.publish(handle, `${requestId}.1.partial`, `${requestId}.zip`);
  await database.adminPool.query(
    `UPDATE gdpr_exports SET status = 'ready', tables_done = 3, tables_total = 3, rows = 12, bytes = 22,
       sha256 = sha256('x'), file_name = $1 || '.zip', ready_at = now(), expires_at = now() + $2::interval
     WHERE request_id = $1::uuid`,
    [requestId, expires],
  );
}

describe("gdpr-requests.create", () => {
  it("files request, export and job in one step and shows them", async () => {
    const user = await addUser(database);
    const filed = await file(user, "By telephone");
    expect(filed).toMatchObject({
      user_id: user,
      type: "access",
      channel: "console",
      state: "received",
      note: "By telephone",
      created_by: { id: support.id, name: "A support" },
      export: { status: "queued", progress: 0, download_url: null },
      can: [
        {
          verb: "download",
          allowed: false,
          reason: "The role support may not download gdpr-requests.",
        },
        { verb: "withdraw", allowed: false },
      ],
    });
    expect(await jobsOf(filed.id)).toBe(1);
    const shown = await compliance.get(`${path}/${filed.id}`);
    expect(shown.body).toMatchObject({ can: [{ reason: "The export is not ready yet." }, {}] });
    expect(shown.headers.get("etag")).toBe('"1"');
    expect(
      (await eventsAbout(database, user)).map((event) => `${event.action} ${event.resource}`),
    ).toEqual(
      expect.arrayContaining(["create gdpr-requests", "create gdpr-exports", "show gdpr-requests"]),
    );
  });

  it("has one export of a person at a time, also for requests at once", async () => {
    const user = await addUser(database);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => support.post(path, { user_id: user, type: "access" })),
    );
    const statuses = answers.map((answer) => answer.status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([201, 409, 409, 409, 409]);
    const list = await support.get(`${path}?filter={"user_id":"${user}"}`);
    expect(z.array(gdprRequest).parse(list.body)).toHaveLength(1);
    expect(list.headers.get("content-range")).toBe("gdpr-requests 0-0/1");
  });

  it("wants a person who is there, and the type that is served", async () => {
    const nobody = "00000000-0000-7000-8000-000000000000";
    const unknown = await support.post(path, { user_id: nobody, type: "access" });
    expect(unknown.body).toMatchObject({ status: 400, errors: { user_id: expect.any(String) } });
    const user = await addUser(database);
    expect((await support.post(path, { user_id: user, type: "erasure" })).status).toBe(400);
    expect((await support.post(path, { user_id: user })).status).toBe(400);
  });
});

describe("gdpr-requests.download", () => {
  it("hands the file out to compliance, with the event written first", async () => {
    const user = await addUser(database);
    const { id } = await file(user);
    expect((await compliance.get(`${path}/${id}/download`)).status).toBe(409);
    await finish(id);
    const shown = gdprRequest.parse((await compliance.get(`${path}/${id}`)).body);
    expect(shown.export).toMatchObject({ status: "ready", progress: 100, rows: 12 });
    expect(shown.export?.download_url).toBe(`${path}/${id}/download`);
    const answer = await compliance.get(`${path}/${id}/download`);
    expect(answer.status).toBe(200);
    expect(answer.text).toBe("PK the zip of the test");
    expect(answer.headers.get("content-type")).toBe("application/zip");
    expect(answer.headers.get("content-disposition")).toBe(
      `attachment; filename="export-${id}.zip"`,
    );
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect((await eventsAbout(database, user)).at(-1)).toMatchObject({
      action: "download",
      resource: "gdpr-requests",
      details: { bytes: 22 },
    });
  });

  it("refuses what has expired, by the clock and not by the job that deletes it", async () => {
    const user = await addUser(database);
    const { id } = await file(user);
    await finish(id, "-1 second");
    expect((await compliance.get(`${path}/${id}/download`)).status).toBe(409);
    const own = await app.user(user);
    expect((await own.get(`/api/users/${user}/export`)).body).toMatchObject({
      status: "expired",
      download_url: null,
    });
  });

  it("says when the file has just gone", async () => {
    const { id } = await file(await addUser(database));
    await finish(id);
    await app.artifacts.remove(`${id}.zip`);
    const answer = await compliance.get(`${path}/${id}/download`);
    expect(answer.status).toBe(409);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
  });
});

describe("gdpr-requests.download: a reader who leaves", () => {
  it("is nobody's error", async () => {
    const user = await addUser(database);
    const own = await app.user(user);
    const { id } = userExport.parse((await own.post(`/api/users/${user}/export`)).body);
    await finish(id);
    const large = await app.artifacts.create(`${id}.2.partial`);
    await large.writeFile(Buffer.alloc(64_000_000));
    await app.artifacts.publish(large, `${id}.2.partial`, `${id}.zip`);
    const leaving = new AbortController();
    const answer = await fetch(`${app.origin}${path}/${id}/download`, {
      headers: { Authorization: `Bearer ${await signToken(user)}` },
      signal: leaving.signal,
    });
    await answer.body?.getReader().read();
    leaving.abort();
    await vi.waitFor(() => expect(app.logs()).toContain(answer.headers.get("x-request-id")));
    expect(app.logs()).not.toContain("unexpected error");
  });
});

describe("users.export: the person's own token", () => {
  it("starts one, answers the running one, shows its progress and fetches it", async () => {
    const user = await addUser(database);
    const own = await app.user(user);
    expect((await own.get(`/api/users/${user}/export`)).status).toBe(404);
    const started = await own.post(`/api/users/${user}/export`);
    expect(started.status).toBe(202);
    const { id } = userExport.parse(started.body);
    const again = await own.post(`/api/users/${user}/export`, {});
    expect(again.status).toBe(202);
    expect(again.body).toMatchObject({ id, status: "queued" });
    expect(await jobsOf(id)).toBe(1);
    await database.adminPool.query(
      "UPDATE gdpr_exports SET status = 'running', tables_done = 1, tables_total = 3 WHERE request_id = $1",
      [id],
    );
    expect((await own.get(`/api/users/${user}/export`)).body).toMatchObject({
      status: "running",
      progress: 33,
    });
    await finish(id);
    const ready = userExport.parse((await own.get(`/api/users/${user}/export`)).body);
    expect(ready).toMatchObject({ id, status: "ready", progress: 100, rows: 12, error: null });
    expect((await own.get(ready.download_url ?? "")).text).toBe("PK the zip of the test");
    const shouted = await own.get(`${path}/${id.toUpperCase()}/download`);
    expect(shouted.text).toBe("PK the zip of the test");
    const next = userExport.parse((await own.post(`/api/users/${user}/export`)).body);
    expect(next.id).not.toBe(id);
  });

  it("answers the one export to requests at once", async () => {
    const user = await addUser(database);
    const own = await app.user(user);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => own.post(`/api/users/${user}/export`)),
    );
    expect(answers.map((answer) => answer.status)).toEqual([202, 202, 202, 202, 202]);
    const ids = answers.map((answer) => userExport.parse(answer.body).id);
    expect(new Set(ids).size).toBe(1);
  });

  it("reaches nobody else's export, request or file", async () => {
    const user = await addUser(database);
    const { id } = await file(user, "what staff wrote");
    await finish(id);
    const other = await app.user(await addUser(database));
    expect((await other.post(`/api/users/${user}/export`)).status).toBe(403);
    expect((await other.get(`/api/users/${user}/export`)).status).toBe(403);
    expect((await other.get(`${path}/${id}`)).status).toBe(404);
    expect((await other.get(`${path}/${id}/download`)).status).toBe(404);
    expect((await other.get(path)).body).toEqual([]);
    expect((await other.post(path, { user_id: user, type: "access" })).status).toBe(403);
  });

  it("shows a person their request without the words and names of staff", async () => {
    const user = await addUser(database);
    const { id } = await file(user, "what staff wrote");
    const own = await app.user(user);
    const answer = await own.get(`${path}/${id}`);
    expect(answer.body).toMatchObject({ id, note: null, created_by: null });
    expect((await own.get(path)).body).toMatchObject([{ id }]);
  });

  it("files a request of its own with its own words", async () => {
    const user = await addUser(database);
    const own = await app.user(user);
    const answer = await own.post(path, {
      user_id: user,
      type: "access",
      note: "Everything, please",
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      channel: "token",
      note: "Everything, please",
      created_by: null,
    });
  });
});
