import { loadSql } from "../../database/load-sql.ts";
import type { Transaction } from "../../database/transaction.ts";
import type { Seal } from "../seal.ts";
import { dropIn } from "./detail.ts";
import type { Drop } from "./detail.ts";
import type { Findings } from "./findings.ts";

const SELECT_PARTITIONS = loadSql(import.meta.url, "./select-partitions.sql");

/** Names of the partitions that are there, by the oid their rows bear. */
export async function selectPartitions(tx: Transaction): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.rows<{ tableoid: string; name: string }>(SELECT_PARTITIONS);
  return new Map(rows.map(({ tableoid, name }) => [tableoid, name]));
}

type Sealed = { first: string; last: string; seals: number; rows: number };

/** A month without events has no seal. */
const NONE: Sealed = { first: "0", last: "0", seals: 0, rows: 0 };

export type DroppedPartition = Drop & { readonly seal: string };

export type PartitionCheck = {
  see(seal: Seal): void;
  end(attached: ReadonlySet<string>): void;
  /** Those that are gone, with the seal that says so. */
  readonly dropped: readonly DroppedPartition[];
};

/**
 * Every partition that seals name is there, or a later seal says that it was dropped, with the very
 * figures that its own seals come to. In memory for one month each.
 */
export function createPartitionCheck(findings: Findings): PartitionCheck {
  const sealed = new Map<string, Sealed>();
  const drops: DroppedPartition[] = [];
  return {
    see: (seal) => {
      const drop = dropIn(seal);
      if (drop !== undefined) drops.push({ ...drop, seal: seal.n });
      if (seal.kind !== "interval" || seal.partition === null) return;
      const known = sealed.get(seal.partition);
      sealed.set(seal.partition, {
        first: known?.first ?? seal.n,
        last: seal.n,
        seals: (known?.seals ?? 0) + 1,
        rows: (known?.rows ?? 0) + Number(seal.rows),
      });
    },
    end: (attached) => {
      for (const drop of drops) {
        const { partition, seal } = drop;
        const own = sealed.get(partition);
        if (isSame(drop, own ?? NONE)) continue;
        const says = `seal ${seal} says that partition ${partition} was dropped with ${drop.rows} events in ${drop.seals} seals, and its own seals come to ${own?.rows ?? 0} in ${own?.seals ?? 0}`;
        findings.add({ check: "partition", seal, partition, says });
      }
      const gone = new Set(drops.map(({ partition }) => partition));
      for (const [partition, { first, last, rows }] of sealed) {
        if (attached.has(partition) || gone.has(partition)) continue;
        const says = `partition ${partition} is not there, no seal says that it was dropped, and seals ${first} to ${last} stand for ${rows} events in it`;
        findings.add({ check: "partition", seal: first, partition, says });
      }
    },
    dropped: drops,
  };
}

function isSame(drop: Drop, { first, last, seals, rows }: Sealed): boolean {
  return (
    drop.rows === rows &&
    drop.seals === seals &&
    String(drop.first_n) === first &&
    String(drop.last_n) === last
  );
}
