import type { Transaction } from "../../database/transaction.ts";
import { MerkleTree } from "../merkle.ts";
import type { Seal } from "../seal.ts";
import { checkEvent } from "./check-event.ts";
import type { Findings } from "./findings.ts";
import { createTimeCheck } from "./check-time.ts";
import { isBefore } from "./position.ts";
import type { Position } from "./position.ts";
import { readEvents, selectLatestBefore } from "./read-events.ts";
import type { StoredEvent, Transactions } from "./read-events.ts";
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

/** What the events of every stretch are held against. */
export type Reading = {
  /** The partitions there are, by oid. */
  readonly partitions: ReadonlyMap<string, string>;
  readonly transactions: Transactions;
  /** The database's clock. */
  readonly now: string;
  /** When the last seal was made. */
  readonly sealedAt: string | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** Below the horizon without a seal, while the last one is that old: nobody seals, or they are passed by. */
const PATIENCE_MS = 10 * 60_000;

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
type OpenInterval = Interval & {
  readonly trees: ReadonlyMap<string, OpenTree>;
  /** In milliseconds. */
  readonly sealedAt: number;
};

/**
 * Holds the events of a stretch against its seals: both come in one order, so that memory is a batch of
 * each and one hash a level of the trees of one interval, however large that is. Counts in `read` what it
 * read of each partition, by oid.
 */
export async function verifyEvents(
  tx: Transaction,
  stretch: Stretch,
  { partitions, transactions, now, sealedAt, signal }: Reading,
  read: Map<string, number>,
  findings: Findings,
): Promise<EventFigures> {
  const figures: EventFigures = { ...NO_EVENTS };
  const oids = new Map([...partitions].map(([oid, name]) => [name, oid]));
  const missing = createMissingRuns(findings);
  const times = createTimeCheck(
    await selectLatestBefore(tx, stretch.begin),
    Date.parse(now),
    findings,
  );
  const waiting = createWaiting(transactions, now, sealedAt, findings);
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
    const [{ rows, at }] = interval.seals;
    times.pass(rows === "0" ? Date.parse(at) : undefined);
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
      read.set(event.tableoid, (read.get(event.tableoid) ?? 0) + 1);
      const own = open !== undefined && !isBefore(place, open.from) ? open : undefined;
      const tree = own?.trees.get(event.tableoid)?.tree;
      times.see(event, partition, own?.sealedAt ?? Infinity);
      if (tree !== undefined) tree.push(event.leaf);
      else if (isBefore(place, stretch.sealedTo)) sayUncounted(event, partition, own, findings);
      else {
        figures.unsealed += 1;
        waiting.see(event, place, partition);
      }
    }
  }
  while (open !== undefined) {
    close(open);
    open = await next();
  }
  missing.end();
  waiting.end();
  return figures;
}

/** Trees for the seals whose partition is there: of the others partitions.ts speaks. */
function opened(interval: Interval, oids: ReadonlyMap<string, string>): OpenInterval {
  const trees = new Map<string, OpenTree>();
  for (const seal of interval.seals) {
    const oid = seal.partition === null ? undefined : oids.get(seal.partition);
    if (oid !== undefined) trees.set(oid, { seal, tree: new MerkleTree() });
  }
  return { ...interval, trees, sealedAt: Date.parse(interval.seals[0].at) };
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

/** Events behind the last seal: whether they can be where they are, and whether anybody seals them. */
function createWaiting(
  { horizon, beyond }: Transactions,
  now: string,
  sealedAt: string | undefined,
  findings: Findings,
): { see(event: StoredEvent, place: Position, partition: string): void; end(): void } {
  let first: { readonly event: string; readonly partition: string } | undefined;
  let overdue = 0;
  return {
    see: ({ id, epoch, tx }, place, partition) => {
      if (!isBefore(place, beyond)) {
        const says = `event ${id} was slipped in: it says that it is of transaction ${tx} of epoch ${epoch}, which has not begun`;
        findings.add({ check: "event", event: id, partition, says });
      } else if (isBefore(place, horizon)) {
        first ??= { event: id, partition };
        overdue += 1;
      }
    },
    end: () => {
      if (first === undefined || sealedAt === undefined) return;
      if (Date.parse(now) - Date.parse(sealedAt) <= PATIENCE_MS) return;
      const says = `${overdue} events could have a seal, the first of them ${first.event}, and none was made since ${sealedAt}`;
      findings.add({ check: "event", ...first, says });
    },
  };
}
