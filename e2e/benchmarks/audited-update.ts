import { alternate, costOf } from "./frame/alternate.ts";
import type { Side } from "./frame/alternate.ts";
import type { Benchmark, Claim, Table } from "./frame/benchmark.ts";
import { openClients } from "./frame/clients.ts";

const AUDITED = "with its event";
const SILENT = "with the trigger off";

export const auditedUpdate: Benchmark = {
  name: "audited-update",
  title: "What the trail costs an update",
  compares:
    "A colleague changes one name (one row of `users`, one commit) with the audit trigger and with it " +
    "switched off. For information: an update without its event is not on offer.",
  run: async (bench) => {
    const tables: Table[] = [];
    const claims: Claim[] = [];
    for (const count of [1, 16]) {
      const sides: Side[] = [];
      for (const name of [AUDITED, SILENT]) {
        const database = await bench.database();
        if (name === SILENT) {
          await database.adminPool.query("ALTER TABLE users DISABLE TRIGGER audit_row_change");
        }
        const clients = await openClients(database, count);
        bench.onEnd(() => clients.end());
        const load = { act: "edit", milliseconds: 300, perTransaction: 1, clock: "wall" } as const;
        sides.push({ name, round: () => clients.work(load) });
      }
      const measured = await alternate(sides, bench.quick ? 3 : 11);
      const caption = count === 1 ? "1 client" : `${count} clients`;
      tables.push({ caption, unit: "updates", measured });
      claims.push({
        says: `cost of the trail: an update, ${caption}`,
        value: costOf(measured, AUDITED, SILENT),
        unit: "percent",
      });
    }
    return { tables, claims };
  },
};
