import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openArtifactStore } from "../../sql/artifacts/store.ts";
import { openSealLedger } from "../../sql/audit-seals/ledger.ts";
import { createSigner } from "../../sql/audit-seals/signing-keys.ts";
import { createEnqueuer } from "../../sql/queues/boss.ts";
import type { TestDatabase } from "../../sql/testing/database.ts";
import type { JobContext } from "../jobs/job.ts";
import { createLogger } from "../../sql/process/log.ts";
import { createMetrics } from "../metrics/metrics.ts";

export type TestContext = JobContext & {
  /** Everything logged so far. */
  readonly logged: () => string;
  /** What a shutdown does to a running job. */
  readonly stop: (reason: Error) => void;
  /** Call before dropping the database. */
  readonly end: () => Promise<void>;
};

/** What a job gets in a daemon, on a test database and a folder of its own. */
export async function createContext(database: TestDatabase): Promise<TestContext> {
  const folder = await mkdtemp(join(tmpdir(), "futuresync-artifacts-"));
  const lines: string[] = [];
  const pool = database.pool("futuresync_daemon");
  const errors: Error[] = [];
  const enqueuer = await createEnqueuer(pool, (error) => errors.push(error));
  const stopping = new AbortController();
  return {
    pool,
    store: await openArtifactStore({ DATA_DIR: folder }),
    metrics: createMetrics(),
    signer: createSigner({ DATA_DIR: folder, NODE_ENV: "test", DATABASE_HOST: undefined }),
    ledger: (installationId) => openSealLedger({ DATA_DIR: folder }, installationId),
    enqueuer,
    auditRetentionMonths: undefined,
    log: createLogger("daemon", { destination: { write: (line) => lines.push(line) } }),
    signal: stopping.signal,
    logged: () => lines.join(""),
    stop: (reason) => stopping.abort(reason),
    end: async () => {
      await enqueuer.stop();
      await rm(folder, { recursive: true, force: true });
      if (errors[0] !== undefined) throw errors[0];
    },
  };
}
