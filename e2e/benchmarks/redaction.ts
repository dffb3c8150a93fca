import { redactPerson } from "../../sql/audit-log/redact.ts";
import { createPool } from "../../sql/database/pool.ts";
import { alternate } from "./frame/alternate.ts";
import type { Benchmark } from "./frame/benchmark.ts";

const AT_ONCE = 4;

export const redaction: Benchmark = {
  name: "redaction",
  title: "Erasing people from the trail",
  compares:
    "The product's redaction of one person, who has a thousandth of the events, scattered over the whole trail, and of " +
    `${AT_ONCE} people at once. Every event of the trail is looked through for the person's id and address, and those ` +
    "that hold one are emptied. For information.",
  run: async (bench) => {
    const { database } = await bench.trail();
    const pool = createPool(
      { ...database.settings("futuresync_daemon"), max: AT_ONCE },
      { applicationName: "bench", onError: () => undefined },
    );
    bench.onEnd(() => pool.end());
    const { rows: people } = await database.adminPool.query<{ id: string; email: string }>(
      // The last ones first: no other benchmark looks at them.
      "SELECT id::text, email FROM users ORDER BY id DESC",
    );
    const redactNext = async () => {
      const person = people.shift();
      if (person === undefined) throw new Error("everybody is erased");
      const needles = [person.id, person.email];
      return redactPerson(pool, {}, { person: person.id, needles });
    };
    const side = (name: string, atOnce: number) => ({
      name,
      round: async () => {
        const begun = performance.now();
        const counts = await Promise.all(Array.from({ length: atOnce }, redactNext));
        if (counts.includes(0)) throw new Error("nothing was erased of somebody who has events");
        return { count: atOnce, seconds: (performance.now() - begun) / 1000 };
      },
    });
    const measured = await alternate(
      [side("one person", 1), side(`${AT_ONCE} people at once`, AT_ONCE)],
      bench.quick ? 1 : 2,
      0,
    );
    const caption = `a trail of ${bench.events.toLocaleString("en-GB")} events`;
    return { tables: [{ caption, unit: "people", measured }], claims: [] };
  },
};
