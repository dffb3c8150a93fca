import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { startProcesses } from "../sql/testing/processes.ts";
import type { Processes } from "../sql/testing/processes.ts";
import { createReplicatedDatabase } from "../sql/testing/replicated-database.ts";
import type { ReplicatedDatabase } from "../sql/testing/replicated-database.ts";
import { insertStaffSession } from "../sql/testing/staff-session.ts";
import { health } from "./contracts/health.ts";
import { signToken } from "./testing/clients.ts";
import { TOKEN_SECRET } from "./testing/secrets.ts";
import { createVisitor } from "./testing/visitor.ts";
import type { Visit, Visitor } from "./testing/visitor.ts";

const WRITERS = 4;
const READERS = 2;
const LIST = '/api/users?range=[0,9]&sort=["created_at","DESC"]';

const versioned = z.object({ version: z.int(), display_name: z.string().nullable() });

/** One colleague who changes one user again and again, and knows what was acknowledged. */
type Writer = {
  readonly user: string;
  /** The highest version that an answer of 200 bore. */
  acknowledged: number;
  /** When the last one came. */
  at: number;
  writes: number;
  readonly losses: string[];
};

const titleOf = ({ body }: Visit) => z.object({ title: z.string() }).parse(body).title;

describe("a primary that is killed", { timeout: 90_000 }, () => {
  let database: ReplicatedDatabase;
  let processes: Processes;
  const stopping = new AbortController();
  const loads: Promise<void>[] = [];
  const writers: Writer[] = [];
  const lists: number[] = [];
  const troubles = new Set<string>();
  let colleague: Visitor;
  const people: string[] = [];

  beforeAll(async () => {
    database = await createReplicatedDatabase({ synchronous: true });
    for (let n = 0; n <= WRITERS; n += 1)
      people.push(await addPerson(`person-${n}@people.example`));
    processes = await startProcesses(database, ({ api }) => ({
      AUTH_JWT_SECRET: TOKEN_SECRET,
      PUBLIC_URL: `http://127.0.0.1:${api}`,
    }));
    colleague = await signedIn("colleague");
  }, 60_000);
  afterAll(async () => {
    stopping.abort();
    await Promise.all(loads);
    await processes.stop();
    await database.remove();
  });

  const addPerson = async (email: string): Promise<string> => {
    const [row] = await database.primary.sql<{ id: string }>(
      `INSERT INTO users (email, name) VALUES ('${email}', 'A Person') RETURNING id`,
      "futuresync",
    );
    if (row === undefined) throw new Error("INSERT … RETURNING answered no row");
    return row.id;
  };
  const signedIn = async (name: string): Promise<Visitor> => {
    const staff = { name, role: "support" };
    return createVisitor(
      processes.api,
      await insertStaffSession(database.primary, "futuresync", staff),
    );
  };
  const written = () => writers.reduce((sum, { writes }) => sum + writes, 0);
  const readHealth = async () => {
    const response = await fetch(`${processes.api}/api/db/health`);
    return { code: response.status, ...health.parse(await response.json()) };
  };

  const writeOn = async (writer: Writer, visitor: Visitor) => {
    let version: number | undefined;
    for (let n = 0; !stopping.signal.aborted; n += 1) {
      const path = `/api/users/${writer.user}`;
      const headers = { "If-Match": `"${version ?? 0}"` };
      const { status, body } =
        version === undefined
          ? await visitor.send("GET", path)
          : await visitor.send("PUT", path, { display_name: `name ${n}` }, headers);
      if (status === 200) {
        const seen = versioned.parse(body).version;
        if (seen < writer.acknowledged) writer.losses.push(`${seen} after ${writer.acknowledged}`);
        if (version !== undefined) {
          writer.writes += 1;
          writer.at = Date.now();
        }
        writer.acknowledged = seen;
        version = seen;
      } else {
        // After a conflict or an unknown outcome one looks before one repeats it.
        troubles.add(`${status} ${titleOf({ status, body, headers: new Headers() })}`);
        version = undefined;
        await sleep(50);
      }
    }
  };
  const listOn = async (visitor: Visitor) => {
    while (!stopping.signal.aborted) {
      lists.push((await visitor.send("GET", LIST)).status);
      await sleep(20);
    }
  };
  const exported = async (person: string): Promise<void> => {
    const headers = { Authorization: `Bearer ${await signToken(person)}` };
    const path = `${processes.api}/api/users/${person}/export`;
    await fetch(path, { method: "POST", headers });
    const status = async () => {
      const { status: found } = z
        .object({ status: z.string() })
        .parse(await (await fetch(path, { headers })).json());
      return found;
    };
    await expect.poll(status, { timeout: 20_000, interval: 100 }).toBe("ready");
  };

  it("shows colleagues their own changes while the standby is behind", async () => {
    const person = people[WRITERS] ?? "";
    const nameIn = async (visitor: Visitor) => {
      const rows = z
        .array(z.object({ id: z.string(), name: z.string() }))
        .parse((await visitor.send("GET", LIST)).body);
      return rows.find(({ id }) => id === person)?.name;
    };
    const other = await signedIn("other");
    await expect.poll(() => nameIn(other)).toBe("A Person");
    await database.standby.sql("SELECT pg_wal_replay_pause()");
    const { body } = await colleague.send("GET", `/api/users/${person}`);
    const seen = { "If-Match": `"${versioned.parse(body).version}"` };
    const put = await colleague.send("PUT", `/api/users/${person}`, { name: "Renamed" }, seen);
    expect(put.status).toBe(200);
    expect(await nameIn(colleague)).toBe("Renamed");
    // The proof that the standby is behind: a session without a change of its own is served by it.
    expect(await nameIn(other)).toBe("A Person");
    await database.standby.sql("SELECT pg_wal_replay_resume()");
    await expect.poll(() => nameIn(other), { timeout: 10_000 }).toBe("Renamed");
  });

  it("is loaded: writes on the primary, lists from the standby, jobs in the daemon", async () => {
    for (const [n, user] of people.slice(0, WRITERS).entries()) {
      const writer = { user, acknowledged: 0, at: 0, writes: 0, losses: [] };
      writers.push(writer);
      loads.push(writeOn(writer, await signedIn(`writer-${n}`)));
    }
    for (let n = 0; n < READERS; n += 1) loads.push(listOn(await signedIn(`reader-${n}`)));
    await exported(people[WRITERS] ?? "");
    await expect
      .poll(() => Math.min(...writers.map(({ writes }) => writes)), { timeout: 20_000 })
      .toBeGreaterThan(5);
    await expect.poll(async () => (await readHealth()).status).toBe("ok");
    const { hosts, details } = await readHealth();
    expect(hosts?.map(({ role }) => role)).toEqual(["primary", "standby"]);
    expect(details?.replica_lag_seconds).toBeLessThan(5);
    // The API's pool is connected there too, beside what only looks.
    const seen = await database.standby.sql<{ found: boolean }>(
      "SELECT count(*) > 0 AS found FROM pg_stat_activity WHERE application_name = 'futuresync-api'",
    );
    expect(seen).toEqual([{ found: true }]);
    expect([...troubles]).toEqual([]);
  });

  it("leaves masked lists and says read only; what needs an event answers 503", async () => {
    await database.primary.kill();
    const person = people[0] ?? "";
    const readOnly = async () => (await colleague.send("GET", LIST)).headers.get("x-database");
    await expect.poll(readOnly, { timeout: 5_000 }).toBe("read-only");
    const report = await readHealth();
    expect(report.status).toBe("degraded");
    expect(report.findings).toContain("read only: the primary is away, a standby answers");
    expect(report.hosts?.map(({ role }) => role)).toEqual(["away", "standby"]);

    for (const path of ["/api/session", LIST, "/api/organizations", "/api/subscriptions"]) {
      expect({ path, status: (await colleague.send("GET", path)).status }).toEqual({
        path,
        status: 200,
      });
    }
    const refused = [
      await colleague.send("GET", `/api/users/${person}`),
      await colleague.send("GET", `/api/users?filter={"id":"${person}"}`),
      await colleague.send("GET", `/api/audit-log?filter={"subject_id":"${person}"}`),
      await colleague.send("POST", "/api/users/search", { q: "person" }),
      await colleague.send(
        "PUT",
        `/api/users/${person}`,
        { display_name: "x" },
        { "If-Match": '"1"' },
      ),
      await colleague.send("POST", `/api/users/${person}/reveal`, {
        field: "email",
        reason: "a reason",
      }),
    ];
    expect(refused.map(titleOf)).toEqual(Array.from(refused, () => "Read only"));
    for (const { status, headers } of refused) {
      expect(status).toBe(503);
      expect(headers.get("retry-after")).toBe("5");
    }
    expect(processes.output()).toContain("a masked list was read without its event");
    expect(report.code).toBe(200);
    // Long enough for everybody who waited to have been answered.
    await sleep(3_000);
    expect(troubles).toContain("503 Read only");
  });

  it("is succeeded by the standby: writes go on within 10 s, without a restart", async () => {
    const promoted = Date.now();
    await database.promote();
    await expect
      .poll(() => Math.min(...writers.map(({ at }) => at)), { timeout: 15_000 })
      .toBeGreaterThan(promoted);
    expect(Math.max(...writers.map(({ at }) => at)) - promoted).toBeLessThan(10_000);
    const answer = await colleague.send("GET", `/api/users/${people[0] ?? ""}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("x-database")).toBeNull();
    // Not one list failed, before, in between or after.
    expect(lists.length).toBeGreaterThan(20);
    expect(new Set(lists)).toEqual(new Set([200]));
  });

  it("has its jobs done by the new one", async () => {
    await exported(people[0] ?? "");
    const metrics = await (await fetch(processes.metrics["futuresync-daemon"])).text();
    expect(metrics).toContain(
      `futuresync_database_host_role{host="127.0.0.1:${database.standby.port}",role="primary"} 1`,
    );
  });

  it("comes back and is neither written to nor read from", async () => {
    const last = "SELECT coalesce(max(id::text), '') AS id FROM audit_log";
    await database.primary.start();
    const before = await database.primary.sql(last, "futuresync");
    await expect
      .poll(async () => (await readHealth()).hosts?.map(({ role }) => role), { timeout: 10_000 })
      .toEqual(["stale", "primary"]);
    expect((await readHealth()).findings).toContain(
      "an old primary answers beside the new one; it is not used",
    );
    const soFar = written();
    await expect.poll(written, { timeout: 20_000 }).toBeGreaterThan(soFar + 20);
    expect(await database.primary.sql(last, "futuresync")).toEqual(before);
  });

  it("took no acknowledged write with it", async () => {
    stopping.abort();
    await Promise.all(loads);
    for (const { user, acknowledged, losses } of writers) {
      expect(losses).toEqual([]);
      const [row] = await database.standby.sql<{ version: number; events: number }>(
        `SELECT u.version::int, (
           SELECT count(*)::int FROM audit_log AS e JOIN audit_pseudonyms AS p ON p.pseudonym = e.subject
           WHERE p.real_id = u.id AND e.action = 'update' AND e.resource = 'users'
         ) AS events
         FROM users AS u WHERE u.id = '${user}'`,
        "futuresync",
      );
      expect(row?.version).toBeGreaterThanOrEqual(acknowledged);
      // One event a version: neither is there without the other.
      expect(row?.events).toBe((row?.version ?? 0) - 1);
    }
    expect([...troubles].filter((trouble) => !/^(503|412) /.test(trouble))).toEqual([]);
  });
});
