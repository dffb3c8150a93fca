/** What was looked at when something was found wrong. */
type Check =
  | "reader"
  | "key"
  | "chain"
  | "signature"
  | "ledger"
  | "head"
  | "partition"
  | "root"
  | "event"
  | "redaction";

/** One thing that is wrong: a sentence for people, and by name what it is about. */
export type Finding = {
  readonly check: Check;
  /** Number of the seal; of several that lie together the first. */
  readonly seal?: string;
  /** Id of the event. */
  readonly event?: string;
  readonly partition?: string;
  readonly says: string;
};

/** Kept of one verification: somebody who edits a million rows must not fill our memory. */
const MOST = 1_000;

export type Findings = {
  add(finding: Finding): void;
  /** The first thousand. */
  readonly list: readonly Finding[];
  /** How many there are in all. */
  readonly found: number;
};

export function createFindings(): Findings {
  const list: Finding[] = [];
  let found = 0;
  return {
    add: (finding) => {
      found += 1;
      if (list.length < MOST) list.push(finding);
    },
    list,
    get found() {
      return found;
    },
  };
}
