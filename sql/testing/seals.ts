import type pg from "pg";
import { sealEvents } from "../audit-seals/seal-events.ts";
import type { Sealed } from "../audit-seals/seal-events.ts";
import { createSigner } from "../audit-seals/signing-keys.ts";
import type { Signer } from "../audit-seals/signing-keys.ts";

/** SIGNING_KEY of a test: seeds of one byte, the newest first. */
export const signingKey = (...seeds: number[]): string =>
  seeds.map((seed) => Buffer.alloc(32, seed).toString("base64")).join(",");

export const signerOf = (...seeds: number[]): Signer =>
  createSigner({
    DATA_DIR: "",
    NODE_ENV: "test",
    DATABASE_HOST: undefined,
    SIGNING_KEY: signingKey(...seeds),
  });

/**
 * The horizon is that of the whole server: transactions of other files' databases hold it too. Waits until
 * all those have ended that began before now.
 */
export async function untilSettled(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ now: string }>("SELECT pg_current_xact_id()::text AS now");
  const isPast = "SELECT pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 AS past";
  for (;;) {
    const asked = await pool.query<{ past: boolean }>(isPast, [rows[0]?.now]);
    if (asked.rows[0]?.past === true) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Seals what is below the horizon now. `pool` is the daemon's. */
export async function sealNow(pool: pg.Pool, signer: Signer): Promise<Sealed> {
  const client = await pool.connect();
  try {
    return await sealEvents(client, signer);
  } finally {
    client.release();
  }
}

export type Counted = {
  readonly events: number;
  /** In exactly one seal. */
  readonly once: number;
  /** What the seals say that they hold. */
  readonly rows: number;
};

/** By the seals' ranges, as a verifier looks: not by what the sealer says. */
export async function countSealed(pool: pg.Pool): Promise<Counted> {
  const { rows } = await pool.query<Counted>(
    `SELECT count(*)::int AS events, count(*) FILTER (WHERE seals = 1)::int AS once,
       (SELECT coalesce(sum(rows), 0)::int FROM audit_seals) AS rows
     FROM (
       SELECT count(s.n) AS seals
       FROM audit_log AS e
       LEFT JOIN audit_seals AS s ON s.epoch = e.epoch AND s.tx_from <= e.tx AND e.tx < s.tx_to
         AND s.partition = e.tableoid::regclass::text
       GROUP BY e.id
     ) AS events`,
  );
  return rows[0] ?? { events: 0, once: -1, rows: -1 };
}
