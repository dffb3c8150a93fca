/** What was looked at when something was found wrong. */
type Check =
  | "reader"
  | "guard"
  | "installation"
  | "key"
  | "chain"
  | "signature"
  | "ledger"
  | "head"
  | "resumed"
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
  /** Or another relation or function of the trail. */
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
const NAMES_LENGTH = 2_000;

/** What the findings name, without repetition, for a line of a log or a field: "seal 7, event 01a2…". */
export function namesOf(findings: readonly Finding[]): string {
  const names = new Set(findings.map(nameOf));
  let text = "";
  for (const name of names) {
    const longer = text === "" ? name : `${text}, ${name}`;
    if (longer.length > NAMES_LENGTH) return `${text}, …`;
    text = longer;
  }
  return text;
}

const MOST_SENTENCES = 20;
const SENTENCES_LENGTH = 8_000;

/** What the first findings say, one a line: a field of job_runs is flat. The first is cut where it is too long. */
export function sentencesOf(findings: readonly Finding[]): string {
  let text = findings[0]?.says.slice(0, SENTENCES_LENGTH) ?? "";
  for (const { says } of findings.slice(1, MOST_SENTENCES)) {
    const longer = `${text}\n${says}`;
    if (longer.length > SENTENCES_LENGTH) break;
    text = longer;
  }
  return text;
}

function nameOf({ event, seal, partition, check }: Finding): string {
  if (event !== undefined) return `event ${event}`;
  if (seal !== undefined) return `seal ${seal}`;
  if (partition === undefined) return check;
  return check === "partition" || check === "root" ? `partition ${partition}` : partition;
}
