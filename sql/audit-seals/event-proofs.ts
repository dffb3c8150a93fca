import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";
import { selectPseudonyms } from "../audit-log/read.ts";
import { faultOfEvent, faultOfSeal, isShownAsSealed, keysOfChain } from "./judge.ts";
import type { Evidence, Fault, ShownEvent } from "./judge.ts";
import { proofDocument, signedMessage } from "./proof.ts";
import type { ProofDocument } from "./proof.ts";
import { ProofTree } from "./proof-tree.ts";
import { selectInstallationId, selectKeySeals, selectSealLeaves } from "./queries.ts";
import type { Seal } from "./seal.ts";

const SELECT_EVIDENCE = loadSql(import.meta.url, "./select-event-evidence.sql");
const SELECT_SEALS = loadSql(import.meta.url, "./select-seals.sql");

/**
 * Leaves read anew for one page: 40 full seals of 4,096, more than a page has events (36). Only a transaction
 * that wrote more events than a seal should hold goes beyond; hashed they are 0.15 s of one core.
 */
const MOST_LEAVES = 163_840;

export type EventProof = {
  /** `unchecked`: its seal holds more events of one transaction than a page reads. */
  readonly state: "proven" | "unsealed" | "unchecked" | "broken";
  readonly fault: Fault | null;
  readonly seal: number | null;
  readonly sealed_at: string | null;
  readonly key_id: string | null;
};

/** No event of these ids that the role may read. */
export const NO_EVIDENCE: EventProof = {
  state: "unchecked",
  fault: null,
  seal: null,
  sealed_at: null,
  key_id: null,
};

type Judged = { readonly seal: Seal; readonly leaves: Buffer; readonly fault: Fault | undefined };

/**
 * Whether the events of a page are shown as they were sealed, by id: computed now from their rows, the leaves of
 * their seals and the signatures. Two turns: what seals they lie in, then those seals.
 */
export async function selectEventProofs(
  tx: Transaction,
  shown: readonly ShownEvent[],
): Promise<ReadonlyMap<string, EventProof>> {
  if (shown.length === 0) return new Map();
  const [{ events, seals }, pseudonyms] = await Promise.all([
    weigh(
      tx,
      shown.map(({ id }) => id),
    ),
    pseudonymsOf(tx, shown),
  ]);
  const found = new Map(events.map((event) => [event.id, event]));
  return new Map(
    shown.map((row) => {
      const event = found.get(row.id);
      // Shown, and not in the trail, or not of the time that it says.
      if (event === undefined) return [row.id, { ...NO_EVIDENCE, state: "broken", fault: "event" }];
      const proof = proofOf(event, seals);
      return isShownAsSealed(row, event, pseudonyms)
        ? [row.id, proof]
        : [row.id, { ...proof, state: "broken", fault: "event" }];
    }),
  );
}

/** Of whoever the rows show, by their ids. */
async function pseudonymsOf(tx: Transaction, shown: readonly ShownEvent[]) {
  const people = shown.flatMap((row) => [row.actor_id, row.subject_id, row.resource_id]);
  const ids = [...new Set(people.filter((id) => id !== null))];
  return selectPseudonyms(tx, Object.fromEntries(ids.map((id) => [id, id]))).then(
    (found) => new Map(Object.entries(found)),
  );
}

/** The state of one event, and its proof to take away, when it has one. */
export async function selectProofDocument(
  tx: Transaction,
  id: string,
): Promise<{ readonly proof: EventProof; readonly document: ProofDocument | undefined }> {
  const { events, seals, installationId, keySeals } = await weigh(tx, [id]);
  const [event] = events;
  const judged = seals.get(event?.seal ?? "");
  const proof = event === undefined ? NO_EVIDENCE : proofOf(event, seals);
  if (event === undefined || judged === undefined || proof.state !== "proven") {
    return { proof, document: undefined };
  }
  const tree = new ProofTree(judged.leaves);
  const index = tree.indexOf(event.leaf);
  if (index === undefined) throw new Error(`event ${id} is not in its own seal`);
  const document = proofDocument(
    installationId,
    event,
    { tree, index },
    signedMessage(installationId, judged.seal),
    keySeals.map((seal) => signedMessage(installationId, seal)),
  );
  return { proof, document };
}

async function weigh(tx: Transaction, ids: readonly string[]) {
  const sorted = ids.toSorted();
  const [events, installationId, keySeals] = await Promise.all([
    tx.rows<Evidence>(SELECT_EVIDENCE, [sorted, sorted[0], sorted.at(-1)]),
    selectInstallationId(tx),
    selectKeySeals(tx),
  ]);
  const keys = keysOfChain(installationId, keySeals);
  const numbers = withinBudget(events);
  const [seals, ...trees] = await Promise.all([
    tx.rows<Seal>(SELECT_SEALS, [numbers]),
    ...numbers.map((n) => selectSealLeaves(tx, n)),
  ]);
  const leavesOf = new Map(numbers.map((n, place) => [n, trees[place]]));
  const judged = seals.map((seal): [string, Judged] => {
    const leaves = leavesOf.get(seal.n) ?? Buffer.alloc(0);
    return [seal.n, { seal, leaves, fault: faultOfSeal(installationId, seal, keys, leaves) }];
  });
  return { events, installationId, keySeals, seals: new Map(judged) };
}

/** The seals to be read, in the order of the events, as far as MOST_LEAVES goes. */
function withinBudget(events: readonly Evidence[]): string[] {
  const rows = new Map(events.map(({ seal, seal_rows }) => [seal, seal_rows ?? 0]));
  let left = MOST_LEAVES;
  return [...rows].flatMap(([seal, count]) => {
    if (seal === null || count > left) return [];
    left -= count;
    return [seal];
  });
}

function proofOf(event: Evidence, seals: ReadonlyMap<string, Judged>): EventProof {
  const judged = event.seal === null ? undefined : seals.get(event.seal);
  const known = {
    seal: event.seal === null ? null : Number(event.seal),
    sealed_at: judged?.seal.at ?? null,
    key_id: judged?.seal.key_id ?? null,
  };
  const fault = faultOfEvent(event) ?? judged?.fault ?? null;
  if (fault !== null) return { state: "broken", fault, ...known };
  if (event.seal === null) return { state: "unsealed", fault, ...known };
  return { state: judged === undefined ? "unchecked" : "proven", fault, ...known };
}
