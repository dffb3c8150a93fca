import { mkdtemp, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { anchorSeals } from "../../../sql/audit-seals/anchor.ts";
import { openSealLedger } from "../../../sql/audit-seals/ledger.ts";
import type { SealLedger } from "../../../sql/audit-seals/ledger.ts";
import { selectInstallationId } from "../../../sql/audit-seals/queries.ts";
import { beginChain, sealEvents } from "../../../sql/audit-seals/seal-events.ts";
import { createSigner } from "../../../sql/audit-seals/signing-keys.ts";
import { loadSql } from "../../../sql/database/load-sql.ts";
import { inTransactionOn } from "../../../sql/database/transaction.ts";
import { withClient } from "../../../sql/database/with-client.ts";
import type { BenchDatabase } from "./database.ts";
import { processorTime } from "./processor-time.ts";

const TRANSACTIONS = loadSql(import.meta.url, "./transactions.sql");
const EVENTS = loadSql(import.meta.url, "./events.sql");
const UNSEAL = loadSql(import.meta.url, "./unseal.sql");
const NAME = "bench";
const EVENTS_PER_TRANSACTION = 4;

type SealingWork = {
  readonly events: number;
  readonly seconds: number;
  /** What the sealer and its server's process worked; NaN where the system does not tell. */
  readonly processorSeconds: number;
};

export type Trail = {
  readonly database: BenchDatabase;
  readonly ledger: SealLedger;
  readonly publicKey: Buffer;
  /** Seals all of it and anchors the seals, as the job does. */
  seal(): Promise<SealingWork>;
  /** Takes every seal away again, and the ledger. */
  unseal(): Promise<void>;
  remove(): Promise<void>;
};

/** A database that holds nothing but `events` events, none of them sealed: 1,000,000 take 25 s on two cores. */
export async function makeTrail(database: BenchDatabase, events: number): Promise<Trail> {
  await loadEvents(database, events);
  const folder = await mkdtemp(join(tmpdir(), "futuresync-bench-"));
  const signer = createSigner({ DATA_DIR: folder, NODE_ENV: "test", DATABASE_HOST: undefined });
  const onConnection = <T>(work: (client: pg.Client) => Promise<T>) =>
    withClient(database.settings("futuresync_daemon"), NAME, work);
  const ledger = await openSealLedger(
    { DATA_DIR: folder },
    await onConnection((client) => inTransactionOn(client, "fs_worker", {}, selectInstallationId)),
  );
  return {
    database,
    ledger,
    publicKey: signer.newest.publicKey,
    seal: () =>
      onConnection(async (client) => {
        const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
        const worked = () => {
          const { user, system } = process.cpuUsage();
          return (user + system) / 1e6 + (processorTime(rows[0]?.pid ?? 0) ?? NaN);
        };
        const [begun, before] = [performance.now(), worked()];
        if (await beginChain(client, signer)) await anchorSeals(client, ledger);
        const { events } = await sealEvents(client, signer);
        await anchorSeals(client, ledger);
        const seconds = (performance.now() - begun) / 1000;
        return { events, seconds, processorSeconds: worked() - before };
      }),
    unseal: async () => {
      await withClient(database.settings("admin"), NAME, (client) => client.query(UNSEAL));
      await truncate(ledger.file);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export async function loadEvents(database: BenchDatabase, events: number): Promise<void> {
  await withClient(database.settings("admin"), NAME, async (client) => {
    const fill = (text: string, count: number) =>
      client.query(text.replaceAll("$1", String(count)));
    await client.query("SET synchronous_commit = off");
    await fill(TRANSACTIONS, events / EVENTS_PER_TRANSACTION + 1);
    await fill(EVENTS, events);
    await client.query("VACUUM ANALYZE audit_log");
    await client.query("CHECKPOINT");
  });
}
