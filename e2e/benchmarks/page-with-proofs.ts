import { AUDIT_TOTAL_LIMIT } from "../../api/contracts/audit-log.ts";
import { selectAuditEvents } from "../../sql/audit-log/read.ts";
import { selectEventProofs } from "../../sql/audit-seals/event-proofs.ts";
import { createPool } from "../../sql/database/pool.ts";
import { inTransaction } from "../../sql/database/transaction.ts";
import { alternate, timesAsFast } from "./frame/alternate.ts";
import type { Side } from "./frame/alternate.ts";
import type { Benchmark, Claim, Table } from "./frame/benchmark.ts";

const PLAIN = "the page";
const PROVEN = "the page, each event with its proof";
/** As the console asks for. */
const EVENTS = 40;
/** Pages in a sample. */
const PAGES = 4;

export const pageWithProofs: Benchmark = {
  name: "page-with-proofs",
  title: "A page of the trail with its proofs",
  compares:
    `A page of ${EVENTS} events as an auditor reads it, and the same with the proof of each recomputed from the rows ` +
    "shown: leaf, commitment, the tree of its seal, root and signature. The newest events stand in a tree or two; those " +
    "of one person in as many as there are events. For information.",
  run: async (bench) => {
    const trail = await bench.trail();
    await trail.unseal();
    await trail.seal();
    const pool = createPool(trail.database.settings("futuresync_api"), {
      applicationName: "bench",
      // As the API's own.
      pipeline: true,
      onError: () => undefined,
    });
    bench.onEnd(() => pool.end());
    const { rows } = await trail.database.adminPool.query<{ staff_id: string; person: string }>(
      `SELECT (SELECT id::text FROM staff LIMIT 1) AS staff_id,
              (SELECT id::text FROM users ORDER BY id LIMIT 1) AS person`,
    );
    const { staff_id = "", person = "" } = rows[0] ?? {};
    const read = (filter: Readonly<Record<string, unknown>>, proofs: boolean) =>
      inTransaction(pool, "fs_auditor", { actor_kind: "staff", actor_id: staff_id }, async (tx) => {
        const sort = { field: "at", direction: "DESC" } as const;
        const request = { filter, sort, offset: 0, limit: EVENTS };
        const page = await selectAuditEvents(tx, request, AUDIT_TOTAL_LIMIT);
        if (!proofs) return;
        const proven = await selectEventProofs(tx, page.rows);
        if (!page.rows.every(({ id }) => proven.get(id)?.state === "proven")) {
          throw new Error("an event of the page is not proven");
        }
      });
    const tables: Table[] = [];
    const claims: Claim[] = [];
    for (const [caption, filter] of [
      ["the newest events", {}],
      ["the events of one person", { subject_id: person }],
    ] as const) {
      const side = (name: string, proofs: boolean): Side => ({
        name,
        round: async () => {
          const begun = performance.now();
          for (let page = 0; page < PAGES; page += 1) await read(filter, proofs);
          return { count: PAGES, seconds: (performance.now() - begun) / 1000 };
        },
      });
      const measured = await alternate(
        [side(PLAIN, false), side(PROVEN, true)],
        bench.quick ? 2 : 7,
      );
      tables.push({ caption, unit: "pages", measured });
      claims.push({
        says: `a page without proofs against one with them, ${caption}`,
        value: timesAsFast(measured, PLAIN, PROVEN),
        unit: "times",
      });
    }
    return { tables, claims };
  },
};
