import type { BrokenEvent } from "../../sql/audit-exports/read-proofs.ts";
import type { Seal } from "../../sql/audit-seals/seal.ts";
import type { SigningKey } from "../../sql/audit-seals/signing-keys.ts";
import type { AskedExport } from "./audit-archive.ts";
import type { Tally } from "./zip-file.ts";

/** Named one by one up to here; `broken` counts them all. */
export const MOST_NAMED = 1_000;

/** What an export came to. */
export type Contents = {
  readonly installationId: string;
  readonly snapshotAt: Date;
  /** The chain's head in the snapshot. */
  readonly head: Seal | undefined;
  readonly events: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly proven: number;
  readonly unsealed: number;
  readonly broken: number;
  readonly named: readonly BrokenEvent[];
  readonly files: readonly Tally[];
};

/** The text that is signed. */
export function manifest(asked: AskedExport, contents: Contents, key: SigningKey): string {
  const { head } = contents;
  return `${JSON.stringify(
    {
      format: "futuresync-audit-export-1",
      export_id: asked.id,
      installation_id: contents.installationId,
      asked_by: { staff_id: asked.staff_id, role: asked.role },
      asked_at: asked.created_at.toISOString(),
      snapshot_at: contents.snapshotAt.toISOString(),
      filter: asked.filter,
      event_format: asked.format,
      events: { count: contents.events, first_at: contents.firstAt, last_at: contents.lastAt },
      proofs: {
        proven: contents.proven,
        unsealed: contents.unsealed,
        broken: contents.broken,
        broken_events: contents.named,
      },
      head:
        head === undefined
          ? null
          : { n: head.n, at: head.at, hash: head.hash.toString("hex"), key_id: head.key_id },
      signed_by: { key_id: key.id, public_key: key.publicKey.toString("base64") },
      files: contents.files,
    },
    undefined,
    2,
  )}\n`;
}

/** What an export holds, for whoever opens it without us. */
export function readme(asked: AskedExport, contents: Contents, pageSha256: string): string {
  const { events, proven, unsealed, broken, head } = contents;
  const filter = Object.entries(asked.filter).filter(([, value]) => value !== undefined);
  const asFilter =
    filter.length === 0
      ? "  none: every event"
      : filter.map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`).join("\n");
  const range = contents.firstAt === null ? "" : `, from ${contents.firstAt} to ${contents.lastAt}`;
  const brokenText =
    broken === 0
      ? "none"
      : `${broken}: they are not what was sealed. manifest.json names them; have the whole trail verified`;
  return `FutureSync: an export of the audit trail

The trail as it stood at ${contents.snapshotAt.toISOString()}, for the role ${asked.role}. Filter:
${asFilter}

Events:               ${events}${range}
With a proof:         ${proven}
Not sealed yet:       ${unsealed}${unsealed === 0 ? "" : " (they have no proof; an export of a minute later has it)"}
Broken:               ${brokenText}
Head of the seals:    ${head === undefined ? "none: nothing is sealed yet" : `number ${head.n}, ${head.hash.toString("hex")}`}

Files
  events.${asked.format.padEnd(14)}what its reader sees in the console: people by name, e-mail and network addresses masked
  proofs.ndjson        one line for each event with what is sealed of it, and its proof
  seals.ndjson         the seals that the proofs name, and all that hand over keys
  check-proof.html     checks all of this in a browser, without a network
  manifest.json        what was asked for, what is in it, the SHA-256 of each file
  manifest.sig         Ed25519 over manifest.json, in base64

To check it: unpack it, open check-proof.html, enter the public key, and drop all the files on it. Have the page, like the
key, from elsewhere: the console serves it (at the proof of an event), the source has it (sql/audit-seals/). One that came
with these files may have been exchanged with them, as may this text. The SHA-256 of the page has to be

  ${pageSha256}

here, in manifest.json and in the source alike (sha256sum check-proof.html). With other tools: docs in
sql/audit-seals/README.md say what is hashed and signed.

What the proofs show: each event stood in the trail in exactly this form when its seal was made. What they do not show:
that no event is missing (that is verified over the whole trail), and what masked or erased values were.

In events.csv a cell that a spreadsheet would run as a formula has an apostrophe in front, and a line break inside a
cell is written \\n. Events without a number in the column seal were not sealed yet.
`;
}
