import type pg from "pg";
import { insertEvent } from "../audit-log/queries.ts";
import { inTransactionOn } from "../database/transaction.ts";
import type { Transaction } from "../database/transaction.ts";
import { appendHeads, selectAnchorPlace } from "./anchor.ts";
import { openChain, SealingError } from "./chain.ts";
import type { Head, SealLedger } from "./ledger.ts";
import type { Seal } from "./seal.ts";
import type { Signer } from "./signing-keys.ts";

/**
 * A person has looked at why the database is behind its ledger or differs, and lets the chain go on behind
 * the ledger's head: an event with the reason, and a `resumed` seal that names both heads. What lay in
 * between stays seen by whoever verifies. Under the fence, `client` bears it.
 */
export async function resumeSealing(
  client: pg.ClientBase,
  signer: Signer,
  ledger: SealLedger,
  reason: string,
): Promise<Seal> {
  const head = await ledger.head();
  const seal = await inTransactionOn(
    client,
    "fs_worker",
    { reason },
    async (tx) => {
      if (await agrees(tx, ledger)) {
        throw new SealingError("the ledger and the database agree: there is nothing to resume");
      }
      return writeResumed(tx, signer, head);
    },
    { isolation: "repeatable read" },
  );
  await appendHeads(client, ledger, head === undefined ? "1" : seal.n);
  return seal;
}

async function agrees(tx: Transaction, ledger: SealLedger): Promise<boolean> {
  try {
    await selectAnchorPlace(tx, ledger);
    return true;
  } catch (error) {
    if (error instanceof SealingError) return false;
    throw error;
  }
}

async function writeResumed(
  tx: Transaction,
  signer: Signer,
  head: Head | undefined,
): Promise<Seal> {
  const chain = await openChain(tx, signer);
  const { last } = chain;
  const database_n = Number(last.n);
  const ledger_n = Number(head?.n ?? 0);
  // The reason stays in the event, where it can be erased: people write names. A seal is for ever.
  const event = await insertEvent(tx, {
    action: "resume",
    resource: "audit-log",
    details: { database_n, ledger_n },
  });
  const seal = await chain.add({
    kind: "resumed",
    n: String(Math.max(database_n, ledger_n) + 1),
    prev_seal_hash: head === undefined ? last.hash : Buffer.from(head.hash, "hex"),
    detail: {
      event,
      database_n,
      database_hash: last.hash.toString("hex"),
      ledger_n,
      ledger_hash: head?.hash ?? "",
    },
  });
  await chain.write();
  return seal;
}
