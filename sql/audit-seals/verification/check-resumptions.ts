import { loadSql } from "../../database/load-sql.ts";
import type { Transaction } from "../../database/transaction.ts";
import type { Seal } from "../seal.ts";
import type { Resumption } from "./detail.ts";
import type { Findings } from "./findings.ts";

const SELECT_RESUME_EVENT = loadSql(import.meta.url, "./select-resume-event.sql");

/**
 * Which resumptions are known: those whose numbers somebody says, or (`by-event`) those that an operator
 * gave a reason for, in an event that is sealed by now.
 */
export type KnownResumptions = readonly string[] | "by-event";

export type NamedResumption = Resumption & { readonly seal: string };

/**
 * A `resumed` seal says that seals and events may be gone, signed by the same key that seals: it excuses
 * nothing until a person who knows why says so. Answers those that nobody vouches for.
 */
export async function checkResumptions(
  tx: Transaction,
  resumptions: readonly NamedResumption[],
  known: KnownResumptions,
  last: Seal | undefined,
  findings: Findings,
): Promise<void> {
  for (const resumption of resumptions) {
    const { seal } = resumption;
    const isKnown =
      known === "by-event" ? await hasEvent(tx, resumption, last) : known.includes(seal);
    if (isKnown) continue;
    const why = known === "by-event" ? "no sealed event says why" : `--resumed ${seal}`;
    findings.add({
      check: "resumed",
      seal,
      says: `seal ${seal} goes on where the chain was broken off: ${sayResumed(resumption)}. Whoever knows why it is right says so (${why})`,
    });
  }
}

async function hasEvent(
  tx: Transaction,
  { event, database_n, ledger_n }: NamedResumption,
  last: Seal | undefined,
): Promise<boolean> {
  const values = [event, String(database_n), String(ledger_n), last?.epoch ?? 0, last?.tx_to ?? 0];
  return (await tx.rows(SELECT_RESUME_EVENT, values)).length > 0;
}

export function sayResumed({ database_n, ledger_n }: Resumption): string {
  if (ledger_n > database_n) {
    return `seals ${database_n + 1} to ${ledger_n} and their events were lost, as in a restore`;
  }
  return ledger_n === 0 ? "the ledger was empty" : `the ledger had another seal ${ledger_n}`;
}
