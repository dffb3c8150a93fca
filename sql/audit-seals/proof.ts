import { canonicalForm } from "../audit-log/canonical.ts";
import type { SealedEvent } from "../audit-log/canonical.ts";
import type { ProofTree } from "./proof-tree.ts";
import { sealMessage } from "./seal.ts";
import type { Seal } from "./seal.ts";

/** What was signed and the signature in base64: a line of `seals.ndjson` in an export. */
export type SignedMessage = { readonly message: string; readonly signature: string };

/** A proof as it is handed out; in an export a line of `proofs.ndjson`. */
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

/**
 * The proof that `event` is the leaf at `index` of the seal's tree, checked by check-proof.html. It checks
 * nothing itself: a proof of something changed is one that is refused.
 */
export function proofDocument(
  installationId: string,
  event: SealedEvent,
  inTree: { readonly tree: ProofTree; readonly index: number },
  seal: SignedMessage,
  keys: readonly SignedMessage[],
): ProofDocument {
  return {
    format: "futuresync-audit-proof-1",
    installation_id: installationId,
    event: canonicalForm(event),
    index: inTree.index,
    size: inTree.tree.size,
    path: inTree.tree.path(inTree.index).map((node) => node.toString("hex")),
    seal,
    keys,
  };
}

export function unsealedDocument(installationId: string, event: SealedEvent): UnsealedDocument {
  return {
    format: "futuresync-audit-proof-1",
    installation_id: installationId,
    event: canonicalForm(event),
    seal: null,
  };
}
