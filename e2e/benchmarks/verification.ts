import { verifyTrail } from "../../sql/audit-seals/verify.ts";
import { withClient } from "../../sql/database/with-client.ts";
import { alternate, spreadOf } from "./frame/alternate.ts";
import type { Benchmark } from "./frame/benchmark.ts";

export const verification: Benchmark = {
  name: "verification",
  title: "Verification",
  compares:
    "`npm run audit:verify` over the whole trail: signatures, chain and ledger, and every event's canonical form, " +
    "leaf and commitment computed anew, every root. For information: an hour's events are what the hourly job reads.",
  run: async (bench) => {
    const trail = await bench.trail();
    await trail.unseal();
    await trail.seal();
    const verify = async () => {
      const begun = performance.now();
      const { events, found } = await withClient(
        trail.database.settings("futuresync_daemon"),
        "bench",
        (client) => verifyTrail(client, trail.ledger, { pinned: [trail.publicKey] }),
      );
      if (found > 0) throw new Error(`${found} findings in a trail that nobody touched`);
      return { count: events.events, seconds: (performance.now() - begun) / 1000 };
    };
    const measured = await alternate(
      [{ name: "every event, root and signature", round: verify }],
      bench.quick ? 1 : 2,
      0,
    );
    const { rates = [] } = measured[0] ?? {};
    return {
      tables: [
        { caption: `${bench.events.toLocaleString("en-GB")} events`, unit: "events", measured },
      ],
      claims: [{ says: "verification", value: spreadOf(rates), unit: "per second" }],
    };
  },
};
