import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { leafOf } from "../audit-log/canonical.ts";
import type { SealedEvent } from "../audit-log/canonical.ts";
import { rootOf } from "./merkle.ts";
import { exportedProof, proofDocument, signedMessage, unsealedDocument } from "./proof.ts";
import type { SignedMessage } from "./proof.ts";
import { ProofTree } from "./proof-tree.ts";
import { NO_SEAL, sealHash, sealMessage } from "./seal.ts";
import type { Seal, UnsignedSeal } from "./seal.ts";
import { createSigner } from "./signing-keys.ts";
import type { SigningKey } from "./signing-keys.ts";

const PAGE = readFileSync(new URL("check-proof.html", import.meta.url), "utf8");
const between = (tag: string) => new RegExp(`<${tag}[^>]*>([^]*)</${tag}>`).exec(PAGE)?.[1] ?? "";

type Pinned = object;
type Found = { verdict: string; steps: string[]; faults: string[] };
/** The page's own script, as a module of its own: what it does with a document needs no browser. */
const page = (await import(
  `data:text/javascript,${encodeURIComponent(`${between("script")}\nexport { checkExport, checkProof, pinKey };`)}`
)) as {
  pinKey(text: string): Promise<Pinned>;
  checkProof(proof: unknown, pinned: Pinned): Promise<Found>;
  checkExport(files: File[], pinned: Pinned): Promise<Found>;
};

const INSTALLATION = "01a20546-0000-7000-8000-000000000001";
const newKey = () => {
  const SIGNING_KEY = randomBytes(32).toString("base64");
  return createSigner({ SIGNING_KEY, DATA_DIR: "", NODE_ENV: "test", DATABASE_HOST: undefined })
    .newest;
};
const pin = (key: SigningKey) => page.pinKey(key.publicKey.toString("base64"));

const events: SealedEvent[] = Array.from({ length: 11 }, (_, seq) => ({
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
function chain(first: SigningKey, second: SigningKey, sealer: SigningKey, changed = {}) {
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

const [first, second, stranger] = [newKey(), newKey(), newKey()];
const signed = chain(first, second, second);

function proofOf(place: number, [genesis, handOver, seal]: SignedMessage[] = signed) {
  const event = events[place];
  if (event === undefined || genesis === undefined || handOver === undefined || !seal) {
    throw new Error("there is no such event, or no seal");
  }
  return proofDocument(INSTALLATION, event, { tree, index: place }, seal, [genesis, handOver]);
}

const hashOf = (text: string) => createHash("sha256").update(text).digest("base64");

describe("check-proof.html", () => {
  it("runs nothing but its own script and style, and reaches nothing", () => {
    expect(/content="(default-src[^"]*)"/.exec(PAGE)?.[1]).toBe(
      `default-src 'none'; script-src 'sha256-${hashOf(between("script"))}'; style-src 'sha256-${hashOf(between("style"))}'; base-uri 'none'; form-action 'none'`,
    );
    expect(PAGE).not.toMatch(/innerHTML|\son[a-z]+=|\sstyle=|\ssrc=|<link|https?:/);
  });

  it("verifies each event of a seal, by the first key and by the one it handed over to", async () => {
    for (const key of [first, second]) {
      for (const place of events.keys()) {
        expect((await page.checkProof(proofOf(place), await pin(key))).verdict).toBe("verified");
      }
    }
  });

  it("refuses the proof when any byte of it is another", async () => {
    const text = JSON.stringify(proofOf(6));
    const pinned = await pin(first);
    const accepted: string[] = [];
    for (const place of Array.from(text).keys()) {
      const other = text[place] === "1" ? "2" : "1";
      const changed = text.slice(0, place) + other + text.slice(place + 1);
      try {
        await page.checkProof(JSON.parse(changed), pinned);
        accepted.push(changed.slice(Math.max(0, place - 20), place + 20));
      } catch {
        // Refused, or no JSON any more.
      }
    }
    expect(accepted).toEqual([]);
  });

  it("refuses a trail that another key signed, whole as it may be", async () => {
    const theirs = chain(stranger, second, second);
    await expect(page.checkProof(proofOf(3, theirs), await pin(first))).rejects.toThrow(
      "the key you trust does not vouch",
    );
    // A hand-over that nobody who is trusted has signed.
    const between = [signed[0], theirs[1], theirs[2]].filter((seal) => seal !== undefined);
    await expect(page.checkProof(proofOf(3, between), await pin(first))).rejects.toThrow(
      "signature",
    );
  });

  it("refuses a seal of another time, month, number, kind or installation", async () => {
    const pinned = await pin(first);
    for (const [changed, says] of [
      [{ tx_from: "850" }, "of the time"],
      [{ epoch: "2" }, "of the time"],
      [{ partition: "audit_log_2026_10" }, "of the month"],
      [{ rows: "12" }, "another number"],
      [{ kind: "epoch" }, "not one of events"],
      [{ root: Buffer.alloc(32) }, "not what was sealed"],
    ] as const) {
      const proof = proofOf(3, chain(first, second, second, changed));
      await expect(page.checkProof(proof, pinned)).rejects.toThrow(says);
    }
    const elsewhere = { ...proofOf(3), installation_id: INSTALLATION.replace("1", "2") };
    await expect(page.checkProof(elsewhere, pinned)).rejects.toThrow("another installation");
  });

  it("refuses the place of another event, and a path that is longer or shorter", async () => {
    const pinned = await pin(first);
    const proof = proofOf(5);
    for (const changed of [
      { index: 4 },
      { index: -1 },
      { index: 11 },
      { path: proof.path.slice(1) },
      { path: proof.path.slice(0, -1) },
      { path: [...proof.path, proof.path[0]] },
    ]) {
      await expect(page.checkProof({ ...proof, ...changed }, pinned)).rejects.toThrow(
        /not what was sealed|does not fit/,
      );
    }
  });

  it("says of an event without a seal that it has no proof", async () => {
    const [event] = events;
    if (event === undefined) throw new Error("there are no events");
    const found = await page.checkProof(unsealedDocument(INSTALLATION, event), await pin(first));
    expect(found.verdict).toBe("unsealed");
  });

  it("refuses what is no key", async () => {
    for (const text of ["", "key", "AAAA", `${first.publicKey.toString("base64")}AAAA`]) {
      await expect(page.pinKey(text)).rejects.toThrow("public key");
    }
  });
});

const lines = (values: readonly unknown[]) =>
  values.map((value) => `${JSON.stringify(value)}\n`).join("");

function exported(contents: Record<string, string>, signer = second, broken = 0): File[] {
  const files = Object.entries(contents).map(([name, text]) => ({
    name,
    sha256: createHash("sha256").update(text).digest("hex"),
  }));
  const manifest = JSON.stringify({ files, proofs: { broken } });
  return [
    ...Object.entries(contents).map(([name, text]) => new File([text], name)),
    new File([manifest], "manifest.json"),
    new File([`${signer.sign(manifest).toString("base64")}\n`], "manifest.sig"),
  ];
}

describe("check-proof.html on an export", () => {
  const proofs = lines(
    events.map((event, index) => exportedProof(INSTALLATION, event, { tree, index }, "3")),
  );
  const seals = lines(signed);

  const whole = { "proofs.ndjson": proofs, "seals.ndjson": seals, "events.csv": "id\n" };

  it("verifies every line, the seals, the manifest and the files it names", async () => {
    const found = await page.checkExport(exported(whole), await pin(first));
    expect(found).toMatchObject({ verdict: "verified", faults: [] });
    expect(found.steps.join("\n")).toContain("11 events verified against 1 seals");
    expect(found.steps.join("\n")).toContain("events.csv was compared");
  });

  it("names the line and the event that is wrong", async () => {
    const changed = proofs.replace("T-1", "T-2");
    const files = exported({ ...whole, "proofs.ndjson": changed });
    const found = await page.checkExport(files, await pin(first));
    expect(found.verdict).toBe("refused");
    expect(found.faults).toEqual([
      `proofs.ndjson, line 1 (event ${events[0]?.id}): The event is not what was sealed: it leads to another root than the one that was signed.`,
    ]);
  });

  it("names a file that is not the manifest's, and a manifest of somebody else", async () => {
    const files = exported(whole).map((file) =>
      file.name === "events.csv" ? new File(["id\n1\n"], "events.csv") : file,
    );
    expect((await page.checkExport(files, await pin(first))).faults).toEqual([
      "events.csv is not the file that the manifest names.",
    ]);
    const theirs = await page.checkExport(exported(whole, stranger), await pin(first));
    expect(theirs.faults.join()).toContain("The manifest is not signed by the key you trust");
  });

  it("names the proofs of a seal that is not there, or is signed by nobody who is trusted", async () => {
    const [genesis, handOver] = signed;
    for (const kept of [[genesis, handOver], chain(first, second, stranger)]) {
      const found = await page.checkExport(
        exported({ ...whole, "seals.ndjson": lines(kept) }),
        await pin(first),
      );
      expect(found.verdict).toBe("refused");
      expect(found.faults.join("\n")).toContain("Seal 3 is not in seals.ndjson.");
    }
  });

  it("refuses an export that names broken events itself: they have no proof, and would not be missed", async () => {
    const found = await page.checkExport(exported(whole, second, 2), await pin(first));
    expect(found.faults).toEqual(["The export itself says that 2 events are not what was sealed."]);
  });

  it("names a seal that does not follow the one before", async () => {
    const other = chain(first, second, second, { prev_seal_hash: Buffer.alloc(32) });
    const files = exported({ ...whole, "seals.ndjson": lines(other) });
    expect((await page.checkExport(files, await pin(first))).faults).toContain(
      "Seal 3 does not follow seal 2.",
    );
  });
});
