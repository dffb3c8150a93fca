import type { Transaction } from "../../database/transaction.ts";
import { MerkleTree } from "../merkle.ts";
import type { Seal } from "../seal.ts";
import { checkEvent } from "./check-event.ts";
import type { Findings } from "./findings.ts";
import { isBefore } from "./position.ts";
import type { Position } from "./position.ts";
import { readEvents } from "./read-events.ts";
import type { StoredEvent } from "./read-events.ts";
import { readIntervals, readSeals } from "./read-seals.ts";
import type { Interval } from "./read-seals.ts";

/** A stretch of the trail: seals by number, whole intervals, and the events between two places. */
export type Stretch = {
  readonly seals: { readonly from: bigint; readonly to: bigint | undefined };
  readonly begin: Position;
  readonly end: Position;
  /** Events from here on have no seal yet. */
  readonly sealedTo: Position;
};

export type EventFigures = {
  /** Recomputed, the ones without a seal included. */
  events: number;
  /** Of them with their personal values, and with these erased. */
  committed: number;
  erased: number;
  /** Of them without a seal yet. */
  unsealed: number;
  /** Seals whose root was recomputed. */
  roots: number;
};

export const NO_EVENTS: Readonly<EventFigures> = {
  events: 0,
  committed: 0,
  erased: 0,
  unsealed: 0,
  roots: 0,
};

type OpenTree = { readonly seal: Seal; readonly tree: MerkleTree };
type OpenInterval = Interval & { readonly trees: ReadonlyMap<string, OpenTree> };

/**
 * Holds the events of a stretch against its seals: both come in one order, so that memory is a batch of
 * each and one hash a level of the trees of one interval, however large that is. `partitions` are those
 * there are, by oid.
 */
export async function verifyEvents(
  tx: Transaction,
  stretch: Stretch,
  partitions: ReadonlyMap<string, string>,
  findings: Findings,
  signal?: AbortSignal,
): Promise<EventFigures> {
  const figures: EventFigures = { ...NO_EVENTS };
  const oids = new Map([...partitions].map(([oid, name]) => [name, oid]));
  const missing = createMissingRuns(findings);
  const intervals = readIntervals(readSeals(tx, stretch.seals.from, stretch.seals.to));
  const next = async (): Promise<OpenInterval | undefined> => {
    const { value, done } = await intervals.next();
    return done === true ? undefined : opened(value, oids);
  };
  const close = (interval: OpenInterval) => {
    for (const one of interval.trees.values()) {
      figures.roots += 1;
      checkTree(one, missing, findings);
    }
  };

  let open = await next();
  const placeOf = placeReader();
  for await (const batch of readEvents(tx, stretch.begin, stretch.end)) {
    signal?.throwIfAborted();
    for (const event of batch) {
      const place = placeOf(event);
      while (open !== undefined && !isBefore(place, open.to)) {
        close(open);
        open = await next();
      }
      const partition = partitions.get(event.tableoid) ?? "unknown";
      figures.events += 1;
      figures[checkEvent(event, partition, findings)] += 1;
      const own = open !== undefined && !isBefore(place, open.from) ? open : undefined;
      const tree = own?.trees.get(event.tableoid)?.tree;
      if (tree !== undefined) tree.push(event.leaf);
      else if (!isBefore(place, stretch.sealedTo)) figures.unsealed += 1;
      else sayUncounted(event, partition, own, findings);
    }
  }
  while (open !== undefined) {
    close(open);
    open = await next();
  }
  missing.end();
  return figures;
}

/** Trees for the seals whose partition is there: of the others partitions.ts speaks. */
function opened(interval: Interval, oids: ReadonlyMap<string, string>): OpenInterval {
  const trees = new Map<string, OpenTree>();
  for (const seal of interval.seals) {
    const oid = seal.partition === null ? undefined : oids.get(seal.partition);
    if (oid !== undefined) trees.set(oid, { seal, tree: new MerkleTree() });
  }
  return { ...interval, trees };
}

/** Events of one transaction follow each other: its id is made a number once. */
function placeReader(): (event: StoredEvent) => Position {
  let epoch = "";
  let tx = "";
  let place: Position = { epoch: 0, tx: 0n };
  return (event) => {
    if (event.tx !== tx || event.epoch !== epoch) {
      ({ epoch, tx } = event);
      place = { epoch: Number(epoch), tx: BigInt(tx) };
    }
    return place;
  };
}

function checkTree({ seal, tree }: OpenTree, missing: MissingRuns, findings: Findings): void {
  const { n, rows } = seal;
  const partition = seal.partition ?? "";
  const wrong = (says: string) => findings.add({ check: "root", seal: n, partition, says });
  if (tree.size === 0 && rows !== "0") {
    missing.add(seal);
    return;
  }
  missing.endOf(partition);
  const where = `(${partition}, transactions ${seal.tx_from} to ${seal.tx_to})`;
  if (String(tree.size) !== rows) {
    wrong(`seal ${n} stands for ${rows} events ${where}, and ${tree.size} are there`);
  } else if (!tree.root().equals(seal.root)) {
    wrong(`the ${rows} events of seal ${n} ${where} are not those that were sealed`);
  }
}

function sayUncounted(
  event: StoredEvent,
  partition: string,
  interval: OpenInterval | undefined,
  findings: Findings,
): void {
  const place = `transaction ${event.tx} of epoch ${event.epoch}`;
  const seal = interval?.seals[0].n;
  const says =
    seal === undefined
      ? `event ${event.id} was slipped in: no seal covers ${place}, and later ones are sealed`
      : `event ${event.id} was slipped in: seal ${seal} covers ${place}, and none was made of ${partition} there`;
  findings.add({ check: "event", ...(seal && { seal }), event: event.id, partition, says });
}

type MissingRuns = { add(seal: Seal): void; endOf(partition: string): void; end(): void };

/** A partition that was emptied is one finding, not one for each of its seals. */
function createMissingRuns(findings: Findings): MissingRuns {
  const runs = new Map<string, { first: string; last: string; rows: number }>();
  const endOf = (partition: string) => {
    const run = runs.get(partition);
    if (run === undefined) return;
    runs.delete(partition);
    const { first, last, rows } = run;
    const which = first === last ? `seal ${first} stands` : `seals ${first} to ${last} stand`;
    const says = `${which} for ${rows} events of ${partition}, and none of them is there`;
    findings.add({ check: "root", seal: first, partition, says });
  };
  return {
    add: ({ n, partition, rows }) => {
      const known = runs.get(partition ?? "");
      const sum = (known?.rows ?? 0) + Number(rows);
      runs.set(partition ?? "", { first: known?.first ?? n, last: n, rows: sum });
    },
    endOf,
    end: () => {
      for (const partition of runs.keys()) endOf(partition);
    },
  };
}
