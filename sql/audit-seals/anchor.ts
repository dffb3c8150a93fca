import type pg from "pg";
import { inTransactionOn } from "../database/transaction.ts";
import type { Transaction } from "../database/transaction.ts";
import { SealingError } from "./chain.ts";
import type { SealLedger } from "./ledger.ts";
import { selectHeadsFrom, selectLastSeal, selectResumedBehind } from "./queries.ts";

const PAGE = 10_000;

const RESUME =
  'nothing is sealed until somebody has looked and runs npm run audit:resume -- "why this is right"';

/**
 * The number from which on the ledger lacks heads. Throws a SealingError when the database is behind the
 * ledger or differs from it, as after a restore of an older copy, or when somebody cut the chain and
 * went on: neither is mended by sealing, and each is seen only as long as nothing is.
 */
export async function selectAnchorPlace(tx: Transaction, ledger: SealLedger): Promise<string> {
  const head = await ledger.head();
  if (head === undefined) {
    const last = await selectLastSeal(tx);
    // The genesis is anchored before anything follows it (beginChain): this is another ledger, or emptied.
    if (last !== undefined && last.n !== "1") {
      throw new SealingError(
        `the ledger ${ledger.file} is empty, and the database has ${last.n} seals: ${RESUME}`,
      );
    }
    return "1";
  }
  const next = String(BigInt(head.n) + 1n);
  const [same] = await selectHeadsFrom(tx, head.n, 1);
  if (same?.n === head.n && same.hash === head.hash) return next;
  const resumed = await selectResumedBehind(tx, head);
  if (resumed !== undefined) return resumed;
  const last = await selectLastSeal(tx);
  throw new SealingError(
    BigInt(last?.n ?? 0) < BigInt(head.n)
      ? `the ledger ${ledger.file} is ahead of the database: ${head.n} against ${last?.n ?? 0} seals. Was an older copy restored? ${RESUME}`
      : `seal ${head.n} is not the one that the ledger ${ledger.file} has: ${RESUME}`,
  );
}

/**
 * Appends the heads that the ledger lacks from `from` on, and answers how many. Killed, the next call goes
 * on: what is in the ledger is asked of the ledger. `client` bears the fence, so that who lost it stops.
 */
export async function appendHeads(
  client: pg.ClientBase,
  ledger: SealLedger,
  from: string,
): Promise<number> {
  let next = from;
  let appended = 0;
  for (;;) {
    const heads = await inTransactionOn(
      client,
      "fs_worker",
      {},
      (tx) => selectHeadsFrom(tx, next, PAGE),
      { readOnly: true },
    );
    await ledger.append(heads);
    appended += heads.length;
    const last = heads.at(-1);
    if (last === undefined || heads.length < PAGE) return appended;
    next = String(BigInt(last.n) + 1n);
  }
}

/** Brings the ledger up to the database: before what follows is signed, and behind it. */
export async function anchorSeals(client: pg.ClientBase, ledger: SealLedger): Promise<number> {
  const from = await inTransactionOn(
    client,
    "fs_worker",
    {},
    (tx) => selectAnchorPlace(tx, ledger),
    { readOnly: true },
  );
  return appendHeads(client, ledger, from);
}
