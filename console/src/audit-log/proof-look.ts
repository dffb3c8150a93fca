import type { AuditEvent, EventProof } from "../../../api/contracts/audit-log.ts";
import type { Tone } from "../fields/StatusChip.tsx";

export type ProofState = EventProof["state"];

export const PROOF_TONES: Readonly<Record<ProofState, Tone>> = {
  proven: "success",
  unsealed: "neutral",
  unchecked: "warning",
  broken: "error",
};

/** `unfitting`: the event may be as it was written; its seal no longer shows it. */
type Blame = "changed" | "added" | "unfitting";

const BLAMES: Readonly<Record<NonNullable<EventProof["fault"]>, Blame>> = {
  event: "changed",
  values: "changed",
  order: "added",
  seal: "unfitting",
  signature: "unfitting",
};

export const BLAMES_IN_ORDER = ["changed", "added", "unfitting"] as const;

type Proven = Pick<AuditEvent, "id" | "proof">;

/** One seal that events of the page rest on, and how many of them. */
type PageSeal = {
  readonly seal: number;
  readonly sealedAt: string | null;
  readonly keyId: string | null;
  readonly events: number;
};

export type PageProof<E extends Proven> = {
  /** Of the page as a whole: the worst of its events. */
  readonly state: ProofState;
  readonly count: Readonly<Record<ProofState, number>>;
  readonly broken: readonly E[];
  /** Of the broken: what is wrong with the event itself, or with what lies in its seal. */
  readonly blame: Readonly<Record<Blame, number>>;
  /** Newest first. */
  readonly seals: readonly PageSeal[];
};

const WORST_FIRST = ["broken", "unchecked", "unsealed", "proven"] as const;

/** What the proofs of a page's events say together. */
export function pageProof<E extends Proven>(events: readonly E[]): PageProof<E> {
  const count = { proven: 0, unsealed: 0, unchecked: 0, broken: 0 };
  const blame = { changed: 0, added: 0, unfitting: 0 };
  const seals = new Map<number, PageSeal>();
  for (const { proof } of events) {
    count[proof.state] += 1;
    if (proof.fault !== null) blame[BLAMES[proof.fault]] += 1;
    if (proof.seal === null) continue;
    const before = seals.get(proof.seal)?.events ?? 0;
    seals.set(proof.seal, {
      seal: proof.seal,
      sealedAt: proof.sealed_at,
      keyId: proof.key_id,
      events: before + 1,
    });
  }
  return {
    state: WORST_FIRST.find((state) => count[state] > 0) ?? "proven",
    count,
    broken: events.filter(({ proof }) => proof.state === "broken"),
    blame,
    seals: [...seals.values()].toSorted((a, b) => b.seal - a.seal),
  };
}
