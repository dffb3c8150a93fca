import type pg from "pg";
import { loadSql } from "../database/load-sql.ts";
import { inTransactionOn } from "../database/transaction.ts";
import type { Transaction } from "../database/transaction.ts";
import type { SealLedger } from "./ledger.ts";
import { selectPosition, selectSealsFrom } from "./queries.ts";
import type { Seal } from "./seal.ts";
import { keyIdOf } from "./signing-keys.ts";
import type { NotedHead } from "./verification/check-heads.ts";
import type { KnownResumptions } from "./verification/check-resumptions.ts";
import { checkStored } from "./verification/check-stored.ts";
import { checkGuards } from "./verification/check-guards.ts";
import { createFindings } from "./verification/findings.ts";
import type { Finding, Findings } from "./verification/findings.ts";
import { selectPartitions } from "./verification/partitions.ts";
import { BEGINNING, END } from "./verification/position.ts";
import { selectTransactions } from "./verification/read-events.ts";
import type { Transactions } from "./verification/read-events.ts";
import { beginOf, endOf } from "./verification/read-seals.ts";
import { verifyChain } from "./verification/verify-chain.ts";
import type { Chain } from "./verification/verify-chain.ts";
import { NO_EVENTS, verifyEvents } from "./verification/verify-events.ts";
import type { EventFigures, Stretch } from "./verification/verify-events.ts";

const sql = (name: string) => loadSql(import.meta.url, `./verification/${name}.sql`);
const SELECT_UNNAMED_ERASURES = sql("select-unnamed-erasures");
const SELECT_NARROWED_READING = sql("select-narrowed-reading");

/** More would not be told one by one. */
const MOST_ERASURES = 1_001;

/**
 * What the owner of the database may have set for everybody and a verifier must not depend on: where names
 * are looked up (an operator of theirs whose types fit better wins over the server's own, wherever `public`
 * stands in the path: it is not in it), how values are printed, who ends long statements. And no plan that
 * sorts: the trail comes by its index, so that the first batch is there at once and nothing is spilled.
 */
const OWN_SETTINGS = `SELECT
  pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true),
  pg_catalog.set_config('bytea_output', 'hex', true),
  pg_catalog.set_config('TimeZone', 'UTC', true),
  pg_catalog.set_config('DateStyle', 'ISO, YMD', true),
  pg_catalog.set_config('extra_float_digits', '1', true),
  pg_catalog.set_config('statement_timeout', '0', true),
  pg_catalog.set_config('idle_in_transaction_session_timeout', '0', true),
  pg_catalog.set_config('jit', 'off', true),
  pg_catalog.set_config('enable_sort', 'off', true)`;

/** Seals by number, both included, whole intervals. Without `to`: to the end, and what has no seal yet. */
export type SealRange = { readonly from: bigint; readonly to?: bigint };

export type VerifyOptions = {
  /** Raw public keys. Trust comes from them alone. */
  readonly pinned: readonly Buffer[];
  readonly noted?: readonly NotedHead[];
  /** A `resumed` seal is a finding until it is known; unset: none is. */
  readonly resumed?: KnownResumptions;
  /** Which installation it has to be; unset: the one that the database says. */
  readonly installation?: string | undefined;
  /**
   * Of which seals the events are looked through; unset: of all. The chain and the ledger are always looked
   * through whole, signatures from the last range on: the older seals are proven by their hashes.
   */
  readonly ranges?: readonly SealRange[];
  readonly signal?: AbortSignal;
};

export type Verification = Omit<Chain, "last"> & {
  readonly installation: string;
  /** When, by the database's clock. */
  readonly at: string;
  readonly whole: boolean;
  /** Ids of the pinned keys. */
  readonly pinned: readonly string[];
  /** The last seal: note it, and the next verification can be held against it. */
  readonly head: { readonly n: string; readonly hash: string; readonly at: string } | null;
  readonly events: EventFigures;
  /** Those that are there. */
  readonly partitions: readonly string[];
  /** How many there are; `findings` holds the first thousand. */
  readonly found: number;
  readonly findings: readonly Finding[];
};

/**
 * Verifies the trail against the pinned keys and the ledger, in one snapshot, as fs_worker. Changes
 * nothing. What is wrong with the trail is a finding; thrown is what the database or `signal` throws.
 */
export async function verifyTrail(
  client: pg.ClientBase,
  ledger: Pick<SealLedger, "bytes" | "read">,
  options: VerifyOptions,
): Promise<Verification> {
  // Before the snapshot: what the ledger has by now was committed before, so that the snapshot shows it.
  const bytes = await ledger.bytes();
  const verify = (tx: Transaction) => verifyIn(tx, ledger, bytes, options);
  // Retention drops months: what is there when this begins stays to its end.
  const lock = "public.audit_log";
  const only = { isolation: "repeatable read", readOnly: true, lock } as const;
  return inTransactionOn(client, "fs_worker", {}, verify, only);
}

async function verifyIn(
  tx: Transaction,
  ledger: Pick<SealLedger, "bytes" | "read">,
  ledgerBytes: number,
  options: VerifyOptions,
): Promise<Verification> {
  const findings = createFindings();
  await tx.rows(OWN_SETTINGS);
  const { installation_id: installationId, at: now } = await selectPosition(tx);
  const partitions = await selectPartitions(tx);
  const names = [...partitions.values()];
  await checkReading(tx, findings);
  await checkGuards(tx, names, findings);
  const { pinned, noted = [], resumed = [], signal } = options;
  const { installation = installationId } = options;
  if (installation !== installationId) {
    const says = `the database says that it is installation ${installationId}, and what is verified is ${installation}`;
    findings.add({ check: "installation", says });
  }
  const ranges = options.ranges ?? [{ from: 1n }];
  const { last, ...chain } = await verifyChain(
    tx,
    {
      installationId,
      now,
      pinned,
      noted,
      ledger,
      ledgerBytes,
      resumed,
      signaturesFrom: ranges.at(-1)?.from ?? 1n,
      partitions: new Set(names),
      signal,
    },
    findings,
  );
  const reading = {
    partitions,
    transactions: await selectTransactions(tx),
    now,
    sealedAt: last?.at,
    signal,
  };
  const read = new Map<string, number>();
  let events = NO_EVENTS;
  for (const range of ranges) {
    const stretch = await stretchOf(tx, range, last);
    const figures = await verifyEvents(tx, stretch, reading, read, findings);
    events = {
      events: events.events + figures.events,
      committed: events.committed + figures.committed,
      erased: events.erased + figures.erased,
      unsealed: events.unsealed + figures.unsealed,
      roots: events.roots + figures.roots,
    };
    await checkErasures(tx, stretch, reading.transactions, findings);
  }
  if (options.ranges === undefined) await checkStored(tx, read, partitions, findings);
  return {
    ...chain,
    installation: installationId,
    at: now,
    whole: options.ranges === undefined,
    pinned: pinned.map(keyIdOf),
    head: last === undefined ? null : { n: last.n, hash: last.hash.toString("hex"), at: last.at },
    events,
    partitions: names,
    found: findings.found,
    findings: findings.list,
  };
}

/** Whether what is read is what is stored: first, since every other answer depends on it. */
async function checkReading(tx: Transaction, findings: Findings): Promise<void> {
  const rows = await tx.rows<{ relation: string; fault: string }>(SELECT_NARROWED_READING);
  for (const { relation, fault } of rows) {
    const says = `${relation} was changed so that this verification may not read what is stored: it ${fault}`;
    findings.add({ check: "reader", partition: relation, says });
  }
}

/** Where the events of a range of seals begin and end. */
async function stretchOf(
  tx: Transaction,
  seals: SealRange,
  last: Seal | undefined,
): Promise<Stretch> {
  const sealedTo = last === undefined ? BEGINNING : endOf(last);
  const at = async (n: bigint) => (await selectSealsFrom(tx, String(n), 1))[0];
  const first = seals.from === 1n ? undefined : await at(seals.from);
  const begin = first === undefined ? sealedTo : beginOf(first);
  const final = seals.to === undefined ? undefined : await at(seals.to);
  return {
    seals: { from: seals.from, to: seals.to },
    begin: seals.from === 1n ? BEGINNING : begin,
    end: final === undefined ? END : endOf(final),
    sealedTo,
  };
}

/** Personal values are emptied by an erasure only, which names every event it touched. */
async function checkErasures(
  tx: Transaction,
  { begin, end }: Stretch,
  { beyond }: Transactions,
  findings: Findings,
): Promise<void> {
  const bounds = [begin.epoch, String(begin.tx), end.epoch, String(end.tx)];
  const rows = await tx.rows<{ event: string; partition: string }>(SELECT_UNNAMED_ERASURES, [
    ...bounds,
    MOST_ERASURES,
    beyond.epoch,
    String(beyond.tx),
  ]);
  for (const { event, partition } of rows) {
    const says = `event ${event} has lost its personal values, and no redaction by the daemon names it`;
    findings.add({ check: "redaction", event, partition, says });
  }
}
