import { sql } from "kysely";
import { commitmentOf } from "../audit-log/canonical.ts";
import type { SealedEvent } from "../audit-log/canonical.ts";
import { faultOfEvent } from "../audit-seals/judge.ts";
import type { Evidence, Fault } from "../audit-seals/judge.ts";
import { exportedProof, unsealedDocument } from "../audit-seals/proof.ts";
import type { Seal } from "../audit-seals/seal.ts";
import type { Transaction } from "../database/transaction.ts";
import { readInOrder } from "./read-events.ts";
import type { EventFilter, EventPosition } from "./read-events.ts";
import type { SealFinder } from "./seal-finder.ts";

type RawEvent = SealedEvent & {
  readonly leaf: Buffer;
  readonly pii: string | null;
  readonly pii_salt: Buffer | null;
};

/** All that is sealed of an event, and what it committed to, as text that no driver reinterprets. */
const RAW = [
  sql`canon::text`.as("canon"),
  sql`id::text`.as("id"),
  sql`to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as("at"),
  sql`seq::text`.as("seq"),
  sql`actor_kind::text`.as("actor_kind"),
  sql`actor::text`.as("actor"),
  sql`actor_role`.as("actor_role"),
  sql`subject::text`.as("subject"),
  sql`action::text`.as("action"),
  sql`resource::text`.as("resource"),
  sql`resource_id::text`.as("resource_id"),
  sql`request_id::text`.as("request_id"),
  sql`reason_code`.as("reason_code"),
  sql`ticket`.as("ticket"),
  sql`details::text`.as("details"),
  sql`pii_commit`.as("pii_commit"),
  sql`leaf`.as("leaf"),
  sql`pii::text`.as("pii"),
  sql`pii_salt`.as("pii_salt"),
];

/** `broken`: the event, its values or its seal are not what was sealed: it has no proof, and stands by name. */
export type BrokenEvent = { readonly id: string; readonly fault: Fault };

export type ProofBatch = {
  /** Events looked at. */
  readonly events: number;
  readonly proven: number;
  readonly unsealed: number;
  readonly broken: readonly BrokenEvent[];
  /** The numbers of the seals that the lines name. */
  readonly seals: ReadonlySet<string>;
  readonly lines: Buffer;
};

/**
 * One line for each event that the filter finds, in the order of the seals: its proof, or, where it is not
 * sealed yet, that it has none. Computed from the rows as they are now.
 */
export async function* readProofs(
  tx: Transaction,
  filter: EventFilter,
  finder: SealFinder,
  signal: AbortSignal,
): AsyncGenerator<ProofBatch> {
  for await (const batch of readInOrder<RawEvent>(tx, filter, RAW, signal)) {
    let [lines, unsealed] = ["", 0];
    const broken: BrokenEvent[] = [];
    const seals = new Set<string>();
    for (const event of batch) {
      const found = await proofOf(event, finder);
      if ("fault" in found) {
        broken.push({ id: event.id, fault: found.fault });
        continue;
      }
      if (found.seal === undefined) unsealed += 1;
      else seals.add(found.seal.n);
      lines += `${JSON.stringify(found.document)}\n`;
    }
    const proven = batch.length - unsealed - broken.length;
    yield { events: batch.length, proven, unsealed, broken, seals, lines: Buffer.from(lines) };
  }
}

type Found =
  | { readonly fault: Fault }
  | { readonly seal: Seal | undefined; readonly document: object };

async function proofOf(event: RawEvent & EventPosition, finder: SealFinder): Promise<Found> {
  const seal = await finder.sealOf(event);
  const evidence: Evidence = {
    ...event,
    values_intact: valuesIntact(event),
    seal: seal?.n ?? null,
    seal_rows: null,
    is_past: finder.isPast(event),
  };
  const own = faultOfEvent(evidence);
  if (own !== undefined) return { fault: own };
  if (seal === undefined) {
    return { seal, document: unsealedDocument(finder.installationId, event) };
  }
  const { tree, fault } = await finder.judge(seal);
  if (fault !== undefined) return { fault };
  const index = tree.indexOf(event.leaf);
  if (index === undefined) return { fault: "event" };
  const inTree = { tree, index };
  return { seal, document: exportedProof(finder.installationId, event, inTree, seal.n) };
}

/** Null once they are erased. */
function valuesIntact({ pii, pii_salt, pii_commit }: RawEvent): boolean | null {
  if (pii === null || pii_salt === null) return null;
  return commitmentOf(pii, pii_salt).equals(pii_commit);
}
