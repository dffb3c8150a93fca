import { canonicalForm } from "../audit-log/canonical.ts";
import type { SealedEvent } from "../audit-log/canonical.ts";
import type { ProofTree } from "./proof-tree.ts";
import { sealMessage } from "./seal.ts";
import type { Seal } from "./seal.ts";

/** What was signed and the signature in base64: a line of `seals.ndjson` in an export. */
export type SignedMessage = { readonly message: string; readonly signature: string };

/** A proof as it is handed out. */
export type ProofDocument = {
  readonly format: "futuresync-audit-proof-1";
  readonly installation_id: string;
  /** The canonical form of the event (sql/audit-log/README.md). */
  readonly event: string;
  readonly index: number;
  readonly size: number;
  /** From the leaf up, in hexadecimal. */
  readonly path: readonly string[];
  readonly seal: SignedMessage;
  /** The genesis and every hand-over of keys, in their order. */
  readonly keys: readonly SignedMessage[];
};

/** A line of `proofs.ndjson` in an export. */
export type ExportedProof = Omit<ProofDocument, "seal" | "keys"> & { readonly seal: string };

/** Of an event that no seal covers so far: it says so, and proves nothing. */
export type UnsealedDocument = Pick<ProofDocument, "format" | "installation_id" | "event"> & {
  readonly seal: null;
};

export function signedMessage(installationId: string, seal: Seal): SignedMessage {
  return {
    message: sealMessage(installationId, seal),
    signature: seal.signature.toString("base64"),
  };
}

type Place = { readonly tree: ProofTree; readonly index: number };

/**
 * The proof that `event` is the leaf at `index` of the seal's tree, checked by check-proof.html. It checks
 * nothing itself: a proof of something changed is one that is refused.
 */
export function proofDocument(
  installationId: string,
  event: SealedEvent,
  place: Place,
  seal: SignedMessage,
  keys: readonly SignedMessage[],
): ProofDocument {
  return { ...inclusionOf(installationId, event, place), seal, keys };
}

/** The same in an export, where a seal stands once, in `seals.ndjson`, and the proof names its number. */
export function exportedProof(
  installationId: string,
  event: SealedEvent,
  place: Place,
  seal: string,
): ExportedProof {
  return { ...inclusionOf(installationId, event, place), seal };
}

function inclusionOf(installationId: string, event: SealedEvent, { tree, index }: Place) {
  return {
    format: "futuresync-audit-proof-1",
    installation_id: installationId,
    event: canonicalForm(event),
    index,
    size: tree.size,
    path: tree.path(index).map((node) => node.toString("hex")),
  } as const;
}

export function unsealedDocument(installationId: string, event: SealedEvent): UnsealedDocument {
  return {
    format: "futuresync-audit-proof-1",
    installation_id: installationId,
    event: canonicalForm(event),
    seal: null,
  };
}
