import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "../sql/testing/database.ts";
import { jobs } from "./jobs/index.ts";
import { createContext } from "./testing/context.ts";
import type { TestContext } from "./testing/context.ts";
import { insertPersonWithEvents, requestExport } from "./testing/person.ts";
import { requestTrail } from "./testing/trail.ts";

const NEEDLE = "Quixotl";

describe("every job", async () => {
  const database = await createTestDatabase();
  const { adminPool } = database;
  let context: TestContext;
  const people: string[] = [];
  beforeAll(async () => {
    context = { ...(await createContext(database)), auditRetentionMonths: 3 };
  });
  afterAll(async () => {
    await context.end();
    await database.drop();
  });

  async function newPerson(): Promise<string> {
    const email = `someone${people.length}@${NEEDLE}.example`;
    const person = await insertPersonWithEvents(adminPool, { email, name: NEEDLE, events: 3 });
    people.push(person);
    return person;
  }

  type Entry =
    | { readonly none: string }
    | {
        /** Makes something to do, and answers the payload. */
        readonly arrange: () => Promise<object>;
        /** Each `action resource` that the job's run stands as the actor of. */
        readonly leaves: readonly string[];
      };

  const expired = async () => {
    const request = await requestExport(adminPool, undefined, await newPerson());
    await adminPool.query(
      `UPDATE gdpr_exports SET status = 'ready', tables_total = 1, tables_done = 1, bytes = 1, rows = 1,
         sha256 = sha256('x'), file_name = $1::text || '.zip', ready_at = now() - interval '2 days',
         expires_at = now() - interval '1 day' WHERE request_id = $1`,
      [request],
    );
    return {};
  };

  let months = 8;
  /** THE list of what each job leaves: a job that is not in it fails. */
  const LEAVES: Readonly<Record<string, Entry>> = {
    "make-partitions": {
      arrange: async () => {
        const { rows } = await adminPool.query<{ name: string }>(
          `SELECT partition_name AS name FROM partition_bounds()
           WHERE table_name = 'analytics_events' ORDER BY lower_bound DESC LIMIT 1`,
        );
        await adminPool.query(`DROP TABLE ${rows[0]?.name ?? ""}`);
        return {};
      },
      leaves: ["make partitions"],
    },
    "resume-exports": { none: "puts a job back into the queue, and changes no row of anybody" },
    "export-personal-data": {
      arrange: async () => ({
        request_id: await requestExport(adminPool, undefined, await newPerson()),
      }),
      leaves: ["export gdpr-requests", "update gdpr-exports", "update gdpr-requests"],
    },
    "export-audit-log": {
      arrange: async () => ({
        export_id: await requestTrail(database, { filter: { subject_id: await newPerson() } }),
      }),
      leaves: ["export audit-exports", "update audit-exports"],
    },
    "expire-exports": { arrange: expired, leaves: ["expire gdpr-requests", "update gdpr-exports"] },
    "lift-suspensions": {
      arrange: async () => {
        await adminPool.query(
          `UPDATE users SET is_active = false, suspension_reason = $2,
             suspended_at = now() - interval '2 days', suspended_until = now() - interval '1 day'
           WHERE id = $1`,
          [await newPerson(), NEEDLE],
        );
        return {};
      },
      leaves: ["update users"],
    },
    "seal-audit-log": { none: "the seal is the record, and is signed" },
    "retire-audit-partitions": {
      arrange: async () => {
        // Another month each time: one that was dropped is not made again.
        months += 1;
        await adminPool.query(
          `BEGIN; SET LOCAL ROLE futuresync_owner;
           SELECT make_partitions_at(now() - interval '${months} months', 0, 0); COMMIT`,
        );
        return {};
      },
      leaves: ["drop partitions"],
    },
    "verify-audit-log": { none: "changes nothing, and its verdict names seals and events only" },
  };

  it("is entered with what it leaves", () => {
    expect(jobs.map(({ name }) => name).toSorted()).toEqual(Object.keys(LEAVES).toSorted());
  });

  const acting = Object.entries(LEAVES).flatMap(([name, entry]) =>
    "none" in entry ? [] : [{ name, ...entry }],
  );

  it.each(acting)("leaves its events: $name", async ({ name, arrange, leaves }) => {
    const job = jobs.find((each) => each.name === name);
    await job?.run(await arrange(), context);
    const { rows } = await adminPool.query<{ event: string }>(
      `SELECT DISTINCT e.action || ' ' || e.resource AS event
       FROM audit_log AS e JOIN job_runs AS r ON r.id = e.actor
       WHERE r.job = $1 AND e.actor_kind = 'job' ORDER BY 1`,
      [name],
    );
    expect(rows.map(({ event }) => event)).toEqual(leaves);
  });

  it.each(acting)(
    "does nothing where no event can be written: $name",
    async ({ name, arrange }) => {
      const job = jobs.find((each) => each.name === name);
      const payload = await arrange();
      await adminPool.query("ALTER TABLE audit_log ADD CONSTRAINT full_up CHECK (false) NOT VALID");
      try {
        const before = await state();
        await expect(job?.run(payload, context)).rejects.toMatchObject({ code: "23514" });
        expect(await state()).toEqual(before);
      } finally {
        await adminPool.query("ALTER TABLE audit_log DROP CONSTRAINT full_up");
      }
    },
  );

  async function state() {
    const { rows } = await adminPool.query(
      `SELECT (SELECT json_agg(u ORDER BY id) FROM users AS u) AS users,
         (SELECT json_agg(json_build_array(request_id, status) ORDER BY request_id) FROM gdpr_exports) AS exports,
         (SELECT json_agg(json_build_array(id, state) ORDER BY id) FROM gdpr_requests) AS requests,
         (SELECT json_agg(json_build_array(id, status) ORDER BY id) FROM audit_exports) AS trails,
         (SELECT count(*) FROM pg_inherits) AS partitions`,
    );
    return rows[0] as unknown;
  }

  it("seals nothing of the person", async () => {
    const { rows } = await adminPool.query<{ sealed: string }>(
      "SELECT audit_canonical(a) AS sealed FROM audit_log AS a",
    );
    const { rows: requests } = await adminPool.query<{ id: string }>(
      "SELECT id FROM gdpr_requests",
    );
    const needles = [NEEDLE, ...people, ...requests.map(({ id }) => id)];
    const found = rows.filter(({ sealed }) => needles.some((needle) => sealed.includes(needle)));
    expect(found).toEqual([]);
  });
});
