import pg from "pg";
import { afterAll, expect, it } from "vitest";
import { sealEvents } from "../../sql/audit-seals/seal-events.ts";
import { createTestDatabase } from "../../sql/testing/database.ts";
import type { TestDatabase } from "../../sql/testing/database.ts";
import { signerOf, untilSettled } from "../../sql/testing/seals.ts";
import { PEOPLE } from "./frame/database.ts";
import { processorTime } from "./frame/processor-time.ts";
import { loadEvents } from "./frame/trail.ts";

/** Both are whole steps of the sealer, so that what is paid once a step is paid as often for each event. */
const STEP = 65_536;
const SMALL = STEP;
const LARGE = 3 * STEP;
/** A leaf and its transaction, 40 bytes. */
const BYTES_PER_EVENT = 40;

const signer = signerOf(1);
const databases: TestDatabase[] = [];
afterAll(async () => {
  for (const database of databases) await database.drop();
});

type Cost = { readonly perEvent: number; readonly largestAnswer: number };

/** What sealing `events` costs on the processors, here and in the server, and what it has in hand at once. */
async function sealAll(events: number): Promise<Cost> {
  const database = await createTestDatabase();
  databases.push(database);
  await database.adminPool.query(PEOPLE);
  await loadEvents(database, events);
  await untilSettled(database.adminPool);
  const client = new pg.Client(database.settings("futuresync_daemon"));
  await client.connect();
  try {
    let largestAnswer = 0;
    client.connection.on("dataRow", ({ fields }: { fields: (Buffer | string | null)[] }) => {
      // Bytes come as text in hexadecimal.
      const bytes = fields.reduce((sum, field) => sum + (field?.length ?? 0) / 2, 0);
      largestAnswer = Math.max(largestAnswer, bytes);
    });
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    const worked = () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6 + (processorTime(rows[0]?.pid ?? 0) ?? 0);
    };
    const before = worked();
    const sealed = await sealEvents(client, signer);
    const perEvent = (worked() - before) / events;
    expect(sealed.events).toBeGreaterThanOrEqual(events);
    return { perEvent, largestAnswer };
  } finally {
    await client.end();
  }
}

it("costs as much for each leaf of a large backlog as of a small one, a step in memory at a time", async () => {
  // To warm up: the first run compiles what it runs.
  await sealAll(SMALL / 8);
  const small = await sealAll(SMALL);
  const large = await sealAll(LARGE);
  // 1 in truth. What sorted or read the backlog anew for each step would be 2 for three of them.
  expect(large.perEvent / small.perEvent).toBeLessThan(1.6);
  expect(small.largestAnswer).toBeGreaterThan((SMALL * BYTES_PER_EVENT) / 2);
  expect(large.largestAnswer).toBeLessThan(STEP * BYTES_PER_EVENT * 1.1);
}, 120_000);
