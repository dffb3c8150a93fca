import type { Transaction } from "../../database/transaction.ts";
import type { SealLedger } from "../ledger.ts";
import type { Seal } from "../seal.ts";
import { createHeadCheck } from "./check-heads.ts";
import type { NotedHead } from "./check-heads.ts";
import { createLedgerCheck } from "./check-ledger.ts";
import { createLinkCheck } from "./check-links.ts";
import { createSignatureCheck } from "./check-signatures.ts";
import { resumptionIn } from "./detail.ts";
import { checkResumptions } from "./check-resumptions.ts";
import type { KnownResumptions, NamedResumption } from "./check-resumptions.ts";
import type { Findings } from "./findings.ts";
import { createPartitionCheck } from "./partitions.ts";
import type { DroppedPartition } from "./partitions.ts";
import { readSeals } from "./read-seals.ts";

export type ChainOptions = {
  readonly installationId: string;
  /** The database's clock. */
  readonly now: string;
  readonly pinned: readonly Buffer[];
  readonly noted: readonly NotedHead[];
  readonly ledger: Pick<SealLedger, "bytes" | "read">;
  /** Of the ledger, before the snapshot was taken. */
  readonly ledgerBytes: number;
  readonly resumed: KnownResumptions;
  /** Older seals are proven by the hashes that the later ones sign. */
  readonly signaturesFrom: bigint;
  /** Names of the partitions that are there. */
  readonly partitions: ReadonlySet<string>;
  readonly signal?: AbortSignal | undefined;
};

export type Chain = {
  readonly last: Seal | undefined;
  readonly seals: number;
  readonly signatures: number;
  /** Ids of the keys that signed, in their order. */
  readonly keys: readonly string[];
  /** Heads of the ledger that are equal to their seal. */
  readonly heads: number;
  readonly dropped: readonly DroppedPartition[];
  /** Where the chain went on although database and ledger did not agree: what a restore lost. */
  readonly resumptions: readonly NamedResumption[];
};

/** Looks through the seals from the first to the last, and beside them through the ledger. */
export async function verifyChain(
  tx: Transaction,
  options: ChainOptions,
  findings: Findings,
): Promise<Chain> {
  const { installationId, now } = options;
  const links = createLinkCheck(installationId, findings);
  const signatures = createSignatureCheck(
    installationId,
    options.pinned,
    options.signaturesFrom,
    findings,
  );
  const ledger = createLedgerCheck(options.ledger, options.ledgerBytes, findings);
  const noted = createHeadCheck(options.noted, findings);
  const partitions = createPartitionCheck(findings);
  const resumptions: NamedResumption[] = [];
  let last: Seal | undefined;
  let seals = 0;
  try {
    for await (const seal of readSeals(tx, 1n, undefined)) {
      options.signal?.throwIfAborted();
      links.see(seal);
      signatures.see(seal);
      await ledger.see(seal);
      noted.see(seal);
      partitions.see(seal);
      const resumption = resumptionIn(seal);
      if (resumption !== undefined) resumptions.push({ ...resumption, seal: seal.n });
      last = seal;
      seals += 1;
    }
    await ledger.end(now);
    // By now a ledger has the genesis at least, if what was read before the snapshot was its beginning.
    const isYoung = options.ledgerBytes === 0 && (await options.ledger.bytes()) > 0;
    if (seals > 1 && ledger.read === 0 && !isYoung) {
      const says = `the ledger has no head at all, and the database has ${seals} seals: the genesis is in the ledger before a second one is made`;
      findings.add({ check: "ledger", seal: "1", says });
    }
  } finally {
    await ledger.close();
  }
  await checkResumptions(tx, resumptions, options.resumed, last, findings);
  signatures.end();
  noted.end();
  partitions.end(options.partitions);
  return {
    last,
    seals,
    signatures: signatures.verified,
    keys: signatures.keys,
    heads: ledger.equal,
    dropped: partitions.dropped,
    resumptions,
  };
}
