import { createHash, createPublicKey, verify } from "node:crypto";

/** What a reader finds wrong with an export; nothing when it is empty. */
export type ExportFaults = string[];

const sha256 = (...parts: (Buffer | string)[]) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const isSigned = (publicKey: Buffer, message: Buffer | string, signature: string) =>
  verify(
    null,
    Buffer.from(message),
    createPublicKey({
      key: { kty: "OKP", crv: "Ed25519", x: publicKey.toString("base64url") },
      format: "jwk",
    }),
    Buffer.from(signature, "base64"),
  );

const idOf = (key: Buffer) => sha256(key).toString("hex").slice(0, 16);

const linesOf = (file: Buffer | undefined) =>
  String(file ?? "")
    .split("\n")
    .filter((line) => line !== "");

/** RFC 6962, 2.1, by its definition: the tree is cut at the largest power of two below its size. */
function rootOver(leaf: Buffer, index: number, size: number, path: readonly Buffer[]): Buffer {
  if (size === 1) return leaf;
  const beside = path.at(-1) ?? Buffer.alloc(0);
  const rest = path.slice(0, -1);
  let cut = 1;
  while (cut * 2 < size) cut *= 2;
  return index < cut
    ? sha256(Buffer.of(1), rootOver(leaf, index, cut, rest), beside)
    : sha256(Buffer.of(1), beside, rootOver(leaf, index - cut, size - cut, rest));
}

type Seal = Record<"n" | "rows" | "root" | "epoch" | "tx_from" | "tx_to" | "kind", string>;

/**
 * Checks an export as somebody would who has the files, a public key from elsewhere, and the README: with
 * node:crypto and nothing of ours. `ids`: the events that the events file holds.
 */
export function checkExport(
  files: ReadonlyMap<string, Buffer>,
  pinned: Buffer,
): { readonly faults: ExportFaults; readonly proven: string[]; readonly ids: string[] } {
  const faults: ExportFaults = [];
  const must = (holds: boolean, says: string) => {
    if (!holds) faults.push(says);
  };

  // Seals: each by a key that is vouched for, from the pinned one on.
  const keys = new Map([[idOf(pinned), pinned]]);
  const seals = new Map<string, Seal>();
  for (const line of linesOf(files.get("seals.ndjson"))) {
    const { message, signature } = JSON.parse(line) as { message: string; signature: string };
    const [
      format,
      ,
      n = "",
      kind = "",
      ,
      epoch = "",
      tx_from = "",
      tx_to = "",
      ,
      rows = "",
      root = "",
      detail = "{}",
      ,
      keyId = "",
    ] = JSON.parse(message) as string[];
    const key = keys.get(keyId);
    must(
      format === "futuresync-audit-seal-1" &&
        key !== undefined &&
        isSigned(key, message, signature),
      `seal ${n} is not signed`,
    );
    if (kind === "key") {
      const next = Buffer.from((JSON.parse(detail) as { public_key: string }).public_key, "base64");
      keys.set(idOf(next), next);
    }
    seals.set(n, { n, kind, epoch, tx_from, tx_to, rows, root });
  }

  // The manifest, and the files it names.
  const manifestText = files.get("manifest.json") ?? Buffer.alloc(0);
  const signature = String(files.get("manifest.sig")).trim();
  must(
    [...keys.values()].some((key) => isSigned(key, manifestText, signature)),
    "manifest.json is not signed",
  );
  const manifest = JSON.parse(String(manifestText)) as {
    event_format: string;
    events: { count: number };
    proofs: { proven: number; unsealed: number; broken: number };
    files: { name: string; bytes: number; sha256: string; rows: number }[];
  };
  const named = manifest.files.map(({ name }) => name);
  must(
    named.concat("manifest.json", "manifest.sig").toSorted().join() ===
      [...files.keys()].toSorted().join(),
    "the files are not those of the manifest",
  );
  for (const { name, bytes, sha256: wanted } of manifest.files) {
    const file = files.get(name) ?? Buffer.alloc(0);
    must(
      file.length === bytes && sha256(file).toString("hex") === wanted,
      `${name} is not the file of the manifest`,
    );
  }

  // Every event leads to the root of its seal.
  const proven: string[] = [];
  let unsealed = 0;
  for (const line of linesOf(files.get("proofs.ndjson"))) {
    const proof = JSON.parse(line) as {
      event: string;
      seal: string | null;
      index: number;
      size: number;
      path: string[];
    };
    const [, id = "", , epoch = "", tx = ""] = JSON.parse(proof.event) as string[];
    if (proof.seal === null) {
      unsealed += 1;
      continue;
    }
    const seal = seals.get(proof.seal);
    const root = rootOver(
      sha256(Buffer.of(0), proof.event),
      proof.index,
      proof.size,
      proof.path.map((node) => Buffer.from(node, "hex")),
    );
    must(
      seal?.root === root.toString("hex") &&
        seal.rows === String(proof.size) &&
        seal.epoch === epoch &&
        BigInt(seal.tx_from) <= BigInt(tx) &&
        BigInt(tx) < BigInt(seal.tx_to),
      `event ${id} is not what was sealed`,
    );
    proven.push(id);
  }

  const { event_format: format, events, proofs } = manifest;
  const lines = linesOf(files.get(`events.${format}`));
  const ids =
    format === "csv"
      ? lines.slice(1).map((line) => /^"([^"]*)"/.exec(line)?.[1] ?? "")
      : lines.map((line) => (JSON.parse(line) as { id: string }).id);
  must(ids.length === events.count, "the manifest counts other events");
  must(
    proofs.proven === proven.length && proofs.unsealed === unsealed,
    "the manifest counts other proofs",
  );
  return { faults, proven, ids };
}
