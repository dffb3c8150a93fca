import { createHash, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  INSTALLATION,
  PAGE,
  between,
  chain,
  events,
  exported,
  first,
  lines,
  page,
  pin,
  proofOf,
  second,
  signed,
  stranger,
  whole,
} from "../testing/proof-page.ts";
import { unsealedDocument } from "./proof.ts";
import { sealHash } from "./seal.ts";

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

  it("counts a key from its own hand-over to the next, and no longer", async () => {
    const pinned = await pin(first);
    const retired = chain(first, second, first);
    await expect(page.checkProof(proofOf(3, retired), pinned)).rejects.toThrow(
      "had handed over to the next key before",
    );
    const { faults } = await page.checkExport(
      exported({ ...whole, "seals.ndjson": lines(retired) }),
      pinned,
    );
    expect(faults.join()).toContain("had handed over to the next key before");
    // A second hand-over by the retired key, behind the first.
    const [genesis, handOver, , again, seal] = [
      ...chain(first, second, second),
      ...chain(first, stranger, stranger).slice(1),
    ];
    for (const keys of [
      [genesis, handOver, again],
      [genesis, again, handOver],
    ]) {
      const proof = { ...proofOf(3), seal, keys };
      await expect(page.checkProof(proof, pinned)).rejects.toThrow(/out of its order|signature/);
    }
  });

  it("takes no key for the pinned one but that", async () => {
    const [genesis, ...more] = chain(stranger, second, second);
    const message = genesis?.message.replaceAll(stranger.id, first.id) ?? "";
    const signature = stranger.sign(message).toString("base64");
    await expect(
      page.checkProof({ ...proofOf(3), keys: [{ message, signature }, ...more] }, await pin(first)),
    ).rejects.toThrow("names another key than it holds");
    // Only the first seal declares itself.
    const later = signed[0]?.message.replace('"1","genesis"', '"4","genesis"') ?? "";
    const own = { message: later, signature: first.sign(later).toString("base64") };
    await expect(
      page.checkProof({ ...proofOf(3), keys: [...proofOf(3).keys, own] }, await pin(first)),
    ).rejects.toThrow("no first seal");
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

  it("hashes as everybody does, whatever the length", () => {
    for (let length = 0; length < 200; length += 1) {
      const bytes = randomBytes(length);
      expect(Buffer.from(page.hashAtOnce(1, bytes.subarray(0, 7), bytes.subarray(7)))).toEqual(
        createHash("sha256").update(Buffer.of(1)).update(bytes).digest(),
      );
    }
  });

  it("takes the key as it is printed", async () => {
    const printed = `  public key: ${first.publicKey.toString("base64")}\n`;
    const pinned = await page.pinKey(printed);
    expect((await page.checkProof(proofOf(3), pinned)).verdict).toBe("verified");
  });

  it("refuses what is no key", async () => {
    for (const text of ["", "key", "AAAA", `${first.publicKey.toString("base64")}AAAA`]) {
      await expect(page.pinKey(text)).rejects.toThrow("public key");
    }
  });
});

/** Of the chain of the fixture. */
function hashOfSeal(place: number): string {
  const { message = "", signature = "" } = signed[place] ?? {};
  return sealHash(message, Buffer.from(signature, "base64")).toString("hex");
}

const check = async (files: readonly File[]) => page.checkExport([...files], await pin(first));
const without = (absent: string) => exported().filter(({ name }) => name !== absent);

describe("check-proof.html on an export", () => {
  const [firstEvent] = events;
  if (firstEvent === undefined) throw new Error("there are no events");
  const unsealed = `${JSON.stringify(unsealedDocument(INSTALLATION, firstEvent))}\n`;

  it("verifies every line, the seals, the manifest and the files it names, and says of what", async () => {
    const found = await check(exported());
    expect(found).toMatchObject({ verdict: "verified", faults: [], missing: [] });
    expect(found.steps.join("\n")).toContain("11 events verified against 1 seals");
    expect(found.steps.join("\n")).toContain("events.csv was compared");
    expect(found.facts).toMatchObject({
      Installation: INSTALLATION,
      "Signed by the key": second.id,
      "Head of the seals": expect.stringMatching(/^number 3 of 2026-11-22T22:01:00.000001Z, /),
      "SHA-256 of events.csv": createHash("sha256").update("id\n").digest("hex"),
    });
  });

  it("counts events without a seal apart", async () => {
    const contents = { ...whole, "proofs.ndjson": whole["proofs.ndjson"] + unsealed };
    const told = { events: { count: 12 }, proofs: { proven: 11, unsealed: 1, broken: 0 } };
    expect(await check(exported(contents, second, told))).toMatchObject({
      verdict: "verified",
      counts: { verified: 11, unsealed: 1, refused: 0 },
    });
    const hidden = await check(exported(contents));
    expect(hidden.verdict).toBe("refused");
    expect(hidden.faults.join()).toContain("The manifest counts 11 events");
  });

  it.each<readonly [string, readonly File[]]>([
    ["no proofs and nothing else", [new File([""], "proofs.ndjson")]],
    [
      "invented events, which say that they are not sealed",
      [new File([unsealed], "proofs.ndjson")],
    ],
    [
      "invented events beside no seals and no proofs",
      ["seals.ndjson", "proofs.ndjson", "events.csv"].map((name) => new File([""], name)),
    ],
    ["another's events alone", [new File(["id\nforged"], "events.csv")]],
    ["a signed manifest of nothing", exported({}, first, { files: [], head: null })],
    [
      "no event that is sealed",
      exported({ ...whole, "proofs.ndjson": unsealed }, second, {
        events: { count: 1 },
        proofs: { proven: 0, unsealed: 1, broken: 0 },
      }),
    ],
    ...["events.csv", "proofs.ndjson", "seals.ndjson", "manifest.json", "manifest.sig"].map(
      (name) => [`all but ${name}`, without(name)] as const,
    ),
  ])("never says verified of %s", async (_what, files) => {
    const found = await check(files);
    expect(found).toMatchObject({ verdict: "incomplete", faults: [] });
    expect(found.missing).not.toEqual([]);
  });

  it("refuses files that the manifest does not name, or names twice", async () => {
    const { "events.csv": _, ...others } = whole;
    const listed = { ...others, "events.ndjson": "{}\n" };
    const told = { event_format: "ndjson" };
    const forged = [...exported(listed, second, told), new File(["id\nforged"], "events.csv")];
    expect((await check(forged)).faults).toEqual([
      "events.csv is not of this export: the manifest does not name it.",
    ]);
    const twice = [...exported(), new File(["id\nforged"], "events.csv")];
    expect((await check(twice)).faults).toContain("Two files have the same name.");
  });

  it("refuses a manifest of another format, installation or head, or one that names no events", async () => {
    const head = { n: "3", at: "", hash: "00", key_id: second.id };
    for (const [told, says] of [
      [{ format: "futuresync-audit-export-2" }, "format this page does not know"],
      [{ installation_id: INSTALLATION.replace("1", "2") }, "another installation"],
      [{ head }, "not the one that the manifest names as the head"],
      [{ head: { ...head, n: "2", hash: hashOfSeal(1) } }, "Seal 3 is later than the manifest"],
      [{ event_format: "ndjson" }, "names no events.ndjson"],
    ] as const) {
      const found = await check(exported(whole, second, told));
      expect(found.verdict).toBe("refused");
      expect(found.faults.join("\n")).toContain(says);
    }
  });

  it("names the line and the event that is wrong", async () => {
    const changed = whole["proofs.ndjson"]?.replace("T-1", "T-2") ?? "";
    const found = await check(exported({ ...whole, "proofs.ndjson": changed }));
    expect(found.verdict).toBe("refused");
    expect(found.faults[0]).toBe(
      `proofs.ndjson, line 1 (event ${firstEvent.id}): The event is not what was sealed: it leads to another root than the one that was signed.`,
    );
  });

  it("names a file that is not the manifest's, and a manifest of somebody else", async () => {
    const files = exported().map((file) =>
      file.name === "events.csv" ? new File(["id\n1\n"], "events.csv") : file,
    );
    expect((await check(files)).faults).toEqual([
      "events.csv is not the file that the manifest names.",
    ]);
    const theirs = await check(exported(whole, stranger));
    expect(theirs.faults.join()).toContain("The manifest is not signed by the key you trust");
  });

  it("refuses a manifest by a key that had handed over before", async () => {
    expect((await check(exported(whole, first))).faults.join()).toContain(
      "The manifest is not signed",
    );
  });

  it("names the proofs of a seal that is not there, or is signed by nobody who is trusted", async () => {
    const [genesis, handOver] = signed;
    for (const kept of [[genesis, handOver], chain(first, second, stranger)]) {
      const found = await check(exported({ ...whole, "seals.ndjson": lines(kept) }));
      expect(found.verdict).toBe("refused");
      expect(found.faults.join("\n")).toContain("Seal 3 is not in seals.ndjson.");
    }
  });

  it("refuses an export that names broken events itself: they have no proof, and would not be missed", async () => {
    const proofs = { proven: 11, unsealed: 0, broken: 2 };
    const found = await check(exported(whole, second, { events: { count: 13 }, proofs }));
    expect(found.faults).toEqual(["The export itself says that 2 events are not what was sealed."]);
  });

  it("names a seal that does not follow the one before", async () => {
    const other = chain(first, second, second, { prev_seal_hash: Buffer.alloc(32) });
    const found = await check(exported({ ...whole, "seals.ndjson": lines(other) }));
    expect(found.faults).toContain("Seal 3 does not follow seal 2.");
  });
});
