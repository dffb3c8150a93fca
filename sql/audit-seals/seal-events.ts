import type pg from "pg";
import { inTransactionOn } from "../database/transaction.ts";
import type { Transaction } from "../database/transaction.ts";
import { openChain, SealingError } from "./chain.ts";
import type { Chain } from "./chain.ts";
import { planIntervals } from "./intervals.ts";
import { HASH_BYTES, rootOf } from "./merkle.ts";
import { selectNextEpoch } from "./queries.ts";
import { readStep } from "./read-step.ts";
import type { Signer } from "./signing-keys.ts";

/** No transaction has this id: everything of an epoch that is over is below it. */
const END_OF_EPOCH = 2n ** 64n - 1n;

export type Sealed = { readonly seals: number; readonly events: number };

/**
 * Seals every event below the transaction horizon, and one interval without rows when there is none.
 * Steps of some 65,536 events commit by themselves: killed, it goes on where it was. `client` bears the
 * fence of the job `seal-audit-log`. Ends early when `signal` is aborted.
 */
export async function sealEvents(
  client: pg.ClientBase,
  signer: Signer,
  signal?: AbortSignal,
): Promise<Sealed> {
  let seals = 0;
  let events = 0;
  for (;;) {
    const step = await inTransactionOn(client, "fs_worker", {}, (tx) => sealNext(tx, signer), {
      isolation: "repeatable read",
    });
    seals += step.seals;
    events += step.events;
    if (!step.more || signal?.aborted === true) return { seals, events };
  }
}

/**
 * The genesis, when there is no chain yet, by itself: who keeps a ledger anchors it before anything follows,
 * so that a longer chain without any head is a fault. Answers whether it began.
 */
export async function beginChain(client: pg.ClientBase, signer: Signer): Promise<boolean> {
  const begin = async (tx: Transaction) => (await openChain(tx, signer)).write();
  const made = await inTransactionOn(client, "fs_worker", {}, begin, {
    isolation: "repeatable read",
  });
  return made > 0;
}

async function sealNext(tx: Transaction, signer: Signer): Promise<Sealed & { more: boolean }> {
  const chain = await openChain(tx, signer);
  await chain.handOver();
  const { last, position } = chain;
  const next = await selectNextEpoch(tx, last.epoch);
  const horizon = next === undefined ? BigInt(position.horizon) : END_OF_EPOCH;
  if (horizon < BigInt(last.tx_to)) {
    throw new SealingError(
      `transaction ids were set back: ${position.horizon} is below ${last.tx_to}, up to which the trail is sealed. Run npm run db:migrate: it begins a new epoch`,
    );
  }
  const step = await sealUpTo(tx, chain, horizon, next !== undefined);
  if (next !== undefined && !step.more) {
    const { epoch, reason } = next;
    await chain.add({ kind: "epoch", epoch, tx_from: "0", tx_to: "0", detail: { reason } });
  }
  const more = step.more || next !== undefined;
  return { seals: await chain.write(), events: step.events, more };
}

/** One step from where the last seal ends. `over`: nothing is written in that epoch any more. */
async function sealUpTo(
  tx: Transaction,
  chain: Chain,
  horizon: bigint,
  over: boolean,
): Promise<{ events: number; more: boolean }> {
  const { epoch } = chain.last;
  const from = BigInt(chain.last.tx_to);
  const { partitions, to, sizes } = await readStep(tx, { epoch, from, to: horizon });
  const last = sizes.at(-1);
  // An epoch that is over ends with its last event, not at a number nobody reached.
  if (over && last === undefined) return { events: 0, more: false };
  const end = over && to === horizon && last !== undefined ? last.tx + 1n : to;
  const plan = planIntervals(sizes, from, end);
  let events = 0;
  for (const [interval, begin] of plan.begins.entries()) {
    const next = plan.begins[interval + 1] ?? plan.to;
    const range = { kind: "interval", tx_from: String(begin), tx_to: String(next) } as const;
    let empty = true;
    for (const one of partitions) {
      const leaves = one.takeBelow(next);
      if (leaves.length === 0) continue;
      const rows = leaves.length / HASH_BYTES;
      await chain.add({ ...range, partition: one.name, rows, root: rootOf(leaves) });
      events += rows;
      empty = false;
    }
    if (empty) await chain.add(range);
  }
  return { events, more: to < horizon || plan.to < end };
}
