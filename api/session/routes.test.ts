import { randomUUID } from "node:crypto";
import { hash } from "@node-rs/argon2";
import { afterAll, describe, expect, it } from "vitest";
import { session } from "../contracts/session.ts";
import { eventsBy } from "../testing/people.ts";
import { startApp } from "../testing/start-app.ts";

const PASSWORD = "correct horse battery staple";
const app = await startApp({ signInLimits: { perAccount: 5, perAddress: 1000 } });
afterAll(() => app.stop());
const { database, stranger } = app;

async function addStaff(fields: { role?: string; is_active?: boolean } = {}) {
  const id = randomUUID();
  const email = `${id}@staff.example`;
  await database.adminPool.query(
    `INSERT INTO staff (id, email, name, role, password_hash, is_active) VALUES ($1, $2, $3, $4, $5, $6)`,
    [id, email, "Grace", fields.role ?? "support", await hash(PASSWORD), fields.is_active ?? true],
  );
  return { id, email };
}

const signIn = (email: string, password = PASSWORD, headers = {}) =>
  stranger.post("/api/session", { email, password }, { headers });
async function timeOfFailure(email: string): Promise<number> {
  const start = performance.now();
  await signIn(email, "wrong");
  return performance.now() - start;
}
const cookieOf = (headers: Headers) => headers.getSetCookie()[0]?.split(";")[0] ?? "";

describe("session", () => {
  it("opens with e-mail and password, shows who is in, and ends for good", async () => {
    const { id, email } = await addStaff();
    const opened = await signIn(email.toUpperCase());
    expect(opened.status).toBe(200);
    const body = session.parse(opened.body);
    expect(body.staff).toEqual({ id, name: "Grace", email, role: "support" });
    expect(body.can).toContainEqual({ resource: "users", verb: "suspend" });
    expect(opened.headers.getSetCookie()[0]).toMatch(
      /^fs_session=[\w-]{43}; Max-Age=43200; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
    );
    const headers = { Cookie: cookieOf(opened.headers), Origin: app.origin };
    expect((await stranger.get("/api/session", { headers })).body).toEqual(opened.body);
    expect((await stranger.get("/api/users", { headers })).status).toBe(200);
    const closed = await stranger.delete("/api/session", { headers });
    expect(closed.status).toBe(204);
    expect(closed.headers.getSetCookie()[0]).toMatch(/^fs_session=; .*1970/);
    expect((await stranger.get("/api/session", { headers })).status).toBe(401);
    expect((await stranger.delete("/api/session", { headers })).status).toBe(204);
    const actions = (await eventsBy(database, id)).map((event) => event.action);
    expect(actions).toEqual(["sign-in", "list", "sign-out"]);
  });

  it("ends the session whose cookie a new sign-in overwrites", async () => {
    const { email } = await addStaff();
    const first = { Cookie: cookieOf((await signIn(email)).headers) };
    const elsewhere = { Cookie: cookieOf((await signIn(email)).headers) };
    const second = { Cookie: cookieOf((await signIn(email, PASSWORD, first)).headers) };
    expect((await stranger.get("/api/session", { headers: first })).status).toBe(401);
    expect((await stranger.get("/api/session", { headers: second })).status).toBe(200);
    expect((await stranger.get("/api/session", { headers: elsewhere })).status).toBe(200);
  });

  it("keeps neither token nor password where they could be read", async () => {
    const { email } = await addStaff();
    const token = cookieOf((await signIn(email)).headers).slice("fs_session=".length);
    const { rows } = await database.adminPool.query("SELECT * FROM staff_sessions");
    expect(JSON.stringify(rows)).not.toContain(token);
    for (const needle of [token, PASSWORD, email]) expect(app.logs()).not.toContain(needle);
  });

  it("says the same for a wrong password, an unknown account and a disabled colleague", async () => {
    const { email } = await addStaff();
    const disabled = await addStaff({ is_active: false });
    const answers = [
      await signIn(email, "wrong"),
      await signIn("nobody@staff.example"),
      await signIn(disabled.email),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect(answer.body).toMatchObject({ detail: "E-mail address or password is wrong." });
    }
    const { rows } = await database.adminPool.query(
      "SELECT actor, details FROM audit_log WHERE action = 'sign-in-failed'",
    );
    expect(rows).toHaveLength(3);
  });

  it("takes as long for an unknown account as for a known one", async () => {
    const { email: known } = await addStaff();
    const shortest = { known: Infinity, unknown: Infinity };
    const isAlike = () =>
      shortest.unknown > shortest.known / 2 && shortest.known > shortest.unknown / 2;
    // In turn, the shortest of each, until they are alike: what else the machine does must not
    // decide. Hashing takes some 20 ms; without the decoy an unknown account takes a fraction of
    // that however often it is tried.
    for (let round = 0; round < 40 && (round < 5 || !isAlike()); round += 1) {
      await database.adminPool.query("DELETE FROM throttle");
      const stranger = `${randomUUID()}@staff.example`;
      shortest.known = Math.min(shortest.known, await timeOfFailure(known));
      shortest.unknown = Math.min(shortest.unknown, await timeOfFailure(stranger));
    }
    expect(isAlike()).toBe(true);
  });

  it("ends at once for a colleague who was disabled or whose session was revoked", async () => {
    for (const end of [
      "UPDATE staff SET is_active = false WHERE id = $1",
      "UPDATE staff_sessions SET revoked_at = now() WHERE staff_id = $1",
      "UPDATE staff_sessions SET created_at = now() - interval '13 h', expires_at = now() - interval '1 h' WHERE staff_id = $1",
    ]) {
      const { id, email } = await addStaff();
      const headers = { Cookie: cookieOf((await signIn(email)).headers) };
      expect((await stranger.get("/api/session", { headers })).status).toBe(200);
      await database.adminPool.query(end, [id]);
      expect((await stranger.get("/api/session", { headers })).status).toBe(401);
    }
  });

  it("refuses a foreign page", async () => {
    const { email } = await addStaff();
    const answer = await signIn(email, PASSWORD, { Origin: "https://evil.example" });
    expect(answer.status).toBe(403);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it("throttles an account, also under the right password, and counts no successes", async () => {
    const { email } = await addStaff();
    for (let round = 0; round < 7; round += 1) expect((await signIn(email)).status).toBe(200);
    for (let round = 0; round < 5; round += 1) expect((await signIn(email, "x")).status).toBe(401);
    const answer = await signIn(email.toUpperCase());
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(800);
    const { rows } = await database.adminPool.query<{ key: string }>("SELECT key FROM throttle");
    expect(JSON.stringify(rows)).not.toContain("staff.example");
    expect(await app.metrics()).toMatch(/futuresync_sign_ins_total\{result="throttled"\} [1-9]/);
  });

  it("counts every spelling that finds the account as one", async () => {
    const { id } = await addStaff();
    const host = `${id}@staff.example`;
    await database.adminPool.query("UPDATE staff SET email = $2 WHERE id = $1", [
      id,
      `iii-${host}`,
    ]);
    // PostgreSQL makes İ an i; JavaScript makes it two characters, which find nobody.
    for (const found of ["iii", " III", "Iii"]) {
      expect((await signIn(`${found}-${host}`, "wrong")).status).toBe(401);
    }
    for (const other of ["İii", "iİi", "İİİ"]) {
      expect((await signIn(`${other}-${host}`)).status).toBe(401);
    }
    for (const status of [401, 401, 429]) {
      expect((await signIn(`iii-${host}`, "wrong")).status).toBe(status);
    }
  });

  it("cannot be outrun by attempts at once", async () => {
    const { email } = await addStaff();
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(email, "wrong")));
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(15);
  });

  it.each([{}, { email: "a@b.example" }, { email: "", password: "" }, { email: 1, password: 2 }])(
    "takes %j for a wrong form",
    async (form) => {
      expect((await stranger.post("/api/session", form)).status).toBe(400);
    },
  );
});

describe("session: behind https, and by address", () => {
  it("marks the cookie Secure, counts by address through the trusted proxy only", async () => {
    const proxied = await startApp({
      env: { PUBLIC_URL: "https://admin.futuresync.example", TRUST_PROXY: "loopback" },
      signInLimits: { perAccount: 100, perAddress: 3 },
    });
    try {
      const id = randomUUID();
      await proxied.database.adminPool.query(
        `INSERT INTO staff (id, email, name, role, password_hash) VALUES ($1, 'g@s.example', 'G', 'dpo', $2)`,
        [id, await hash(PASSWORD)],
      );
      const attempt = (address: string, password: string) =>
        proxied.stranger.post(
          "/api/session",
          { email: "g@s.example", password },
          { headers: { "X-Forwarded-For": address } },
        );
      const opened = await attempt("203.0.113.1", PASSWORD);
      expect(opened.headers.getSetCookie()[0]).toMatch(/; Secure/);
      expect(opened.headers.get("strict-transport-security")).toContain("max-age");
      for (let round = 0; round < 3; round += 1) await attempt("203.0.113.2", "wrong");
      expect((await attempt("203.0.113.2", PASSWORD)).status).toBe(429);
      expect((await attempt("203.0.113.3", PASSWORD)).status).toBe(200);
      for (const host of [":1", "1:2:3:4", "a:b:c:d"])
        await attempt(`2001:db8:5:6:${host}`, "wrong");
      expect((await attempt("2001:DB8:0005:6::9", PASSWORD)).status).toBe(429);
      expect((await attempt("2001:db8:5:7::9", PASSWORD)).status).toBe(200);
      // What is no address is the proxy's own, and hides nothing from whoever reads the trail.
      expect((await attempt("unknown", PASSWORD)).status).toBe(200);
      expect((await attempt("fe80::1%eth0", PASSWORD)).status).toBe(200);
      const auditor = await proxied.staff("auditor");
      expect((await auditor.get("/api/audit-log")).status).toBe(200);
    } finally {
      await proxied.stop();
    }
  });
});
