import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sealEvents } from "../../sql/audit-seals/seal-events.ts";
import { createSigner } from "../../sql/audit-seals/signing-keys.ts";
import type { Signer } from "../../sql/audit-seals/signing-keys.ts";
import type { TestDatabase } from "../../sql/testing/database.ts";

const PATIENCE_MS = 50_000;

/** Keys in base64, the newest first; a new one of its own by default. */
export function testSigner(...keys: readonly string[]): Signer {
  const SIGNING_KEY = keys.length > 0 ? keys.join(",") : randomBytes(32).toString("base64");
  return createSigner({ DATA_DIR: "", NODE_ENV: "test", DATABASE_HOST: undefined, SIGNING_KEY });
}

/** One after the other: of two at once the second fails. */
let sealing: Promise<void> = Promise.resolve();

/** What the daemon does every 30 s, once. */
export async function sealOnce(database: TestDatabase, signer: Signer): Promise<void> {
  const before = sealing;
  const turn = Promise.withResolvers<void>();
  sealing = turn.promise;
  await before;
  const client = await database.adminPool.connect();
  try {
    await sealEvents(client, signer);
  } finally {
    client.release();
    turn.resolve();
  }
}

/** Until the event has its seal: transactions of other tests on the same server hold the horizon. */
export async function sealUntil(
  database: TestDatabase,
  signer: Signer,
  event: string,
): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    await sealOnce(database, signer);
    const { rowCount } = await database.adminPool.query(
      `SELECT FROM audit_log AS e
       JOIN (SELECT * FROM audit_seals ORDER BY n DESC LIMIT 1) AS last
         ON (e.epoch, e.tx) < (last.epoch, last.tx_to)
       WHERE e.id = $1`,
      [event],
    );
    if (rowCount === 1) return;
    await sleep(50);
  }
  throw new Error(`event ${event} was not sealed within ${PATIENCE_MS} ms`);
}
