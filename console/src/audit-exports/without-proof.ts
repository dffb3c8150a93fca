import type { AuditExport } from "../../../api/contracts/audit-exports.ts";

type WithoutProof = {
  /** Not what was sealed. */
  readonly broken: number;
  readonly unsealed: number;
  /** Of an export made before the broken were counted: one or the other. */
  readonly unknown: number;
};

/** The events of a finished export that have no proof, by why. */
export function withoutProof({
  events,
  proofs,
  broken,
}: Pick<AuditExport, "events" | "proofs" | "broken">): WithoutProof {
  const without = events - proofs;
  return broken === null
    ? { broken: 0, unsealed: 0, unknown: without }
    : { broken, unsealed: without - broken, unknown: 0 };
}
