import type { AuditSealing } from "../../../api/contracts/audit-log.ts";

type Sealed = {
  readonly last_seal: Pick<NonNullable<AuditSealing["last_seal"]>, "n"> | null;
  readonly verification: Pick<NonNullable<AuditSealing["verification"]>, "verdict" | "head"> | null;
};

/** Seals made after the last that was verified. */
export function sealsSince({ last_seal, verification }: Sealed): number {
  if (last_seal === null || verification === null || verification.head === null) return 0;
  return Math.max(last_seal.n - verification.head.n, 0);
}

/** A good verdict is about what was there then: it is no word about new seals, nor against what the page shows. */
export function verificationLook(
  sealed: Sealed,
  pageBroken: boolean,
): "success" | "info" | "warning" | "error" {
  const verdict = sealed.verification?.verdict;
  if (verdict === "broken") return "error";
  if (verdict !== "intact" || pageBroken) return "warning";
  return sealsSince(sealed) > 0 ? "info" : "success";
}

const EVENT = /\bevent ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/g;

/** A sentence cut at the ids of events that it names: each part is text, or an id. */
export function sentenceParts(
  sentence: string,
): readonly { readonly text: string; readonly isEvent: boolean }[] {
  const parts: { text: string; isEvent: boolean }[] = [];
  let from = 0;
  for (const { 0: found, 1: id = "", index } of sentence.matchAll(EVENT)) {
    const start = index + found.length - id.length;
    parts.push({ text: sentence.slice(from, start), isEvent: false }, { text: id, isEvent: true });
    from = index + found.length;
  }
  if (from < sentence.length) parts.push({ text: sentence.slice(from), isEvent: false });
  return parts;
}
