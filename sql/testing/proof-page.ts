import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { leafOf } from "../audit-log/canonical.ts";
import type { SealedEvent } from "../audit-log/canonical.ts";
import { rootOf } from "../audit-seals/merkle.ts";
import { exportedProof, proofDocument, signedMessage } from "../audit-seals/proof.ts";
import type { SignedMessage } from "../audit-seals/proof.ts";
import { ProofTree } from "../audit-seals/proof-tree.ts";
import { NO_SEAL, sealHash, sealMessage } from "../audit-seals/seal.ts";
import type { Seal, UnsignedSeal } from "../audit-seals/seal.ts";
import { createSigner } from "../audit-seals/signing-keys.ts";
import type { SigningKey } from "../audit-seals/signing-keys.ts";

export const PAGE = readFileSync(
  new URL("../audit-seals/check-proof.html", import.meta.url),
  "utf8",
);
export const between = (tag: string) =>
  new RegExp(`<${tag}[^>]*>([^]*)</${tag}>`).exec(PAGE)?.[1] ?? "";

type Pinned = object;
type Found = { verdict: string; steps: string[] };
type FoundExport = Found & {
  readonly faults: string[];
  readonly missing: string[];
  readonly counts: Readonly<Record<"verified" | "unsealed" | "refused", number>>;
  readonly facts: Readonly<Record<string, string>>;
};
/** The page's own script, as a module of its own: what it does with a document needs no browser. */
export const page = (await import(
  `data:text/javascript,${encodeURIComponent(`${between("script")}\nexport { checkExport, checkProof, hashAtOnce, pinKey };`)}`
)) as {
  pinKey(text: string): Promise<Pinned>;
  hashAtOnce(prefix: number, ...parts: Uint8Array[]): Uint8Array;
  checkProof(proof: unknown, pinned: Pinned): Promise<Found>;
  checkExport(files: File[], pinned: Pinned): Promise<FoundExport>;
};

export const INSTALLATION = "01a20546-0000-7000-8000-000000000001";
const newKey = () => {
  const SIGNING_KEY = randomBytes(32).toString("base64");
  return createSigner({ SIGNING_KEY, DATA_DIR: "", NODE_ENV: "test", DATABASE_HOST: undefined })
    .newest;
};
export const pin = (key: SigningKey) => page.pinKey(key.publicKey.toString("base64"));

export const events: SealedEvent[] = Array.from({ length: 11 }, (_, seq) => ({
  canon: "1",
  id: `01a20546-9c36-7f30-b2a0-cc79d882fe${(16 + seq).toString(16)}`,
  at: "2026-11-22T22:00:43.318287Z",
  epoch: "1",
  tx: String(800 + seq),
  seq: String(seq),
  actor_kind: "staff",
  actor: "5d0f3f0c-7a53-4f0e-9a44-0c7f2f6f7f11",
  actor_role: "fs_support",
  subject: null,
  action: "update",
  resource: "users",
  resource_id: null,
  request_id: null,
  reason_code: null,
  ticket: "T-1 “Zoë”\n\u2028",
  details: '{"columns": ["display_name"], "new": 1.0}',
  pii_commit: randomBytes(32),
}));
const leaves = Buffer.concat(events.map(leafOf));
const tree = new ProofTree(leaves);

const naming = (key: SigningKey) =>
  `{"key_id": "${key.id}", "public_key": "${key.publicKey.toString("base64")}"}`;

/** A chain: a genesis by `first`, a hand-over to `second`, and a seal of the events by `sealer`. */
export function chain(first: SigningKey, second: SigningKey, sealer: SigningKey, changed = {}) {
  const seals: Seal[] = [];
  const append = (key: SigningKey, seal: Partial<UnsignedSeal>) => {
    const unsigned: UnsignedSeal = {
      n: String(seals.length + 1),
      kind: "key",
      at: "2026-11-22T22:01:00.000001Z",
      epoch: "1",
      tx_from: "900",
      tx_to: "900",
      partition: null,
      rows: "0",
      root: rootOf(Buffer.alloc(0)),
      detail: "{}",
      prev_seal_hash: seals.at(-1)?.hash ?? NO_SEAL,
      key_id: key.id,
      ...seal,
    };
    const message = sealMessage(INSTALLATION, unsigned);
    const signature = key.sign(message);
    seals.push({ ...unsigned, signature, hash: sealHash(message, signature) });
  };
  append(first, { kind: "genesis", detail: naming(first) });
  append(first, { kind: "key", detail: naming(second) });
  append(sealer, {
    kind: "interval",
    tx_from: "800",
    partition: "audit_log_2026_11",
    rows: String(events.length),
    root: tree.root(),
    ...changed,
  });
  return seals.map((seal) => signedMessage(INSTALLATION, seal));
}

export const [first, second, stranger] = [newKey(), newKey(), newKey()];
export const signed = chain(first, second, second);

export function proofOf(place: number, [genesis, handOver, seal]: SignedMessage[] = signed) {
  const event = events[place];
  if (event === undefined || genesis === undefined || handOver === undefined || !seal) {
    throw new Error("there is no such event, or no seal");
  }
  return proofDocument(INSTALLATION, event, { tree, index: place }, seal, [genesis, handOver]);
}

export const lines = (values: readonly unknown[]) =>
  values.map((value) => `${JSON.stringify(value)}\n`).join("");

/** The files of an export of all events, by name; without manifest. */
export const whole = {
  "events.csv": "id\n",
  "proofs.ndjson": lines(
    events.map((event, index) => exportedProof(INSTALLATION, event, { tree, index }, "3")),
  ),
  "seals.ndjson": lines(signed),
};

/** Such files with a manifest of them, signed; `told`: what else it says. */
export function exported(
  contents: Readonly<Record<string, string>> = whole,
  signer: SigningKey = second,
  told: object = {},
): File[] {
  const files = Object.entries(contents).map(([name, text]) => ({
    name,
    sha256: createHash("sha256").update(text).digest("hex"),
  }));
  const { message = "[]", signature = "" } = signed.at(-1) ?? {};
  const manifest = JSON.stringify({
    format: "futuresync-audit-export-1",
    installation_id: INSTALLATION,
    event_format: "csv",
    events: { count: events.length },
    proofs: { proven: events.length, unsealed: 0, broken: 0 },
    head: {
      n: "3",
      at: (JSON.parse(message) as string[])[4],
      hash: sealHash(message, Buffer.from(signature, "base64")).toString("hex"),
      key_id: second.id,
    },
    files,
    ...told,
  });
  return [
    ...Object.entries(contents).map(([name, text]) => new File([text], name)),
    new File([manifest], "manifest.json"),
    new File([`${signer.sign(manifest).toString("base64")}\n`], "manifest.sig"),
  ];
}
