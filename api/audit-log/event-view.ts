import type { EventProof } from "../contracts/audit-log.ts";
import type { Can } from "../contracts/values.ts";
import { canOf } from "../http/abilities.ts";
import type { Caller } from "../http/caller.ts";
import type { AuditEventRow } from "../../sql/audit-log/read.ts";
import { NO_EVIDENCE, selectEventProofs } from "../../sql/audit-seals/event-proofs.ts";
import type { Transaction } from "../../sql/database/transaction.ts";

/** Events as the API shows them, each with what its proof is at this moment. */
export async function eventViews(
  tx: Transaction,
  caller: Caller,
  rows: readonly AuditEventRow[],
): Promise<(AuditEventRow & { readonly proof: EventProof; readonly can: Can })[]> {
  const proofs = await selectEventProofs(tx, rows);
  return rows.map((row) => {
    const proof = proofs.get(row.id) ?? NO_EVIDENCE;
    return { ...row, proof, can: canOf(caller, "audit-log", { proof: withheldBecause(proof) }) };
  });
}

/** Why there is no proof to take away, or null. */
export function withheldBecause({ state }: Pick<EventProof, "state">): string | null {
  return WITHHELD[state];
}

const WITHHELD = {
  proven: null,
  unsealed: "It is not sealed yet: it gets its proof with the next seal.",
  unchecked:
    "Its seal holds more events of one transaction than a page reads: export the events, or have the trail verified.",
  broken: "It is not what was sealed: there is no proof of it.",
} as const;
