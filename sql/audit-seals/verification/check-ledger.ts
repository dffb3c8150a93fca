import { LedgerError } from "../ledger.ts";
import type { Head, SealLedger } from "../ledger.ts";
import type { Seal } from "../seal.ts";
import { resumptionIn } from "./detail.ts";
import type { Findings } from "./findings.ts";
import { END } from "./position.ts";

/** The sealer appends within seconds, and again at its next run. */
const PATIENCE_MS = 10 * 60_000;

export type LedgerCheck = {
  see(seal: Seal): Promise<void>;
  /** After the last seal; `now` is the database's clock. */
  end(now: string): Promise<void>;
  /** Also after a failure: a file is open. */
  close(): Promise<void>;
  /** How many heads are equal to their seal. */
  readonly equal: number;
  /** How many heads there are. */
  readonly read: number;
};

/**
 * Reads the ledger beside the seals: the `bytes` it had before the snapshot was taken. Whatever came later
 * belongs to seals that the snapshot does not show. By bytes, since the last line may be anybody's.
 */
export function createLedgerCheck(
  ledger: Pick<SealLedger, "read">,
  bytes: number,
  findings: Findings,
): LedgerCheck {
  const lines = ledger.read(bytes)[Symbol.asyncIterator]();
  let started = false;
  let head: Head | undefined;
  /** The head before it. */
  let behind: Head | undefined;
  let last: Seal | undefined;
  let equal = 0;
  let read = 0;
  /** Seals that the ledger has no head of, so far in one run. */
  let lacking: { first: Seal; last: Seal } | undefined;

  const wrong = (seal: string, says: string) => findings.add({ check: "ledger", seal, says });
  const next = async (): Promise<Head | undefined> => {
    started = true;
    behind = head;
    try {
      const { value, done } = await lines.next();
      if (done === true) return undefined;
      read += 1;
      return value;
    } catch (error) {
      wrong(
        String(BigInt(last?.n ?? 0) + 1n),
        `the ledger cannot be read: ${error instanceof LedgerError ? error.message : String(error)}`,
      );
      return undefined;
    }
  };
  /** Heads below `end`, which no seal in the database stands for. */
  const takeUnmatched = async (end: bigint) => {
    let unmatched: { first: Head; latest: Head } | undefined;
    while (head !== undefined && BigInt(head.n) < end) {
      unmatched = { first: unmatched?.first ?? head, latest: head };
      head = await next();
    }
    return unmatched;
  };
  const sayLacking = (run: { first: Seal; last: Seal }) =>
    wrong(
      run.first.n,
      run.first === run.last
        ? `the ledger has no head of seal ${run.first.n} (made ${run.first.at})`
        : `the ledger has no heads of seals ${run.first.n} to ${run.last.n} (made from ${run.first.at} on)`,
    );

  return {
    see: async (seal) => {
      if (!started) head = await next();
      const unmatched = await takeUnmatched(BigInt(seal.n));
      const resumed = resumptionIn(seal);
      if (unmatched !== undefined && resumed === undefined) {
        wrong(unmatched.first.n, sayUnmatched(unmatched, last));
      } else if (resumed !== undefined && resumed.ledger_n > 0) {
        const { ledger_n: n, ledger_hash: hash } = resumed;
        if (behind?.n !== String(n) || behind.hash !== hash) {
          wrong(seal.n, `seal ${seal.n} goes on behind a head ${n} that the ledger does not have`);
        }
      }
      last = seal;
      if (head?.n !== seal.n) {
        lacking = { first: lacking?.first ?? seal, last: seal };
        return;
      }
      if (lacking !== undefined) sayLacking(lacking);
      lacking = undefined;
      if (head.hash === seal.hash.toString("hex")) equal += 1;
      else wrong(seal.n, `seal ${seal.n} is not the one whose head is in the ledger`);
      head = await next();
    },
    end: async (now) => {
      if (!started) head = await next();
      const unmatched = await takeUnmatched(END.tx);
      if (unmatched !== undefined) wrong(unmatched.first.n, sayUnmatched(unmatched, last));
      if (lacking === undefined) return;
      if (Date.parse(now) - Date.parse(lacking.first.at) > PATIENCE_MS) sayLacking(lacking);
    },
    close: async () => {
      await lines.return?.();
    },
    get read() {
      return read;
    },
    get equal() {
      return equal;
    },
  };
}

function sayUnmatched(
  { first, latest }: { readonly first: Head; readonly latest: Head },
  last: Seal | undefined,
): string {
  const which =
    first.n === latest.n
      ? `seal ${first.n} (made ${first.at}) is in the ledger and not in the database`
      : `seals ${first.n} to ${latest.n} (the last made ${latest.at}) are in the ledger and not in the database`;
  return `${which}, which has ${last === undefined ? "none before them" : `seal ${last.n} before that`}: they were cut off, or an old copy was restored`;
}
