import { chmodSync, existsSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "../../testing/database.ts";
import { runCommandFile } from "../../testing/run-command.ts";
import { createSealedTrail } from "../../testing/sealed-trail.ts";
import type { SealedTrail } from "../../testing/sealed-trail.ts";
import { signerOf, signingKey } from "../../testing/seals.ts";
import type { Verification } from "../verify.ts";

/** In one transaction, and so in one seal: some 150 MB of rows as JavaScript holds them. */
const HUGE = 60_000;

describe("npm run audit:verify", () => {
  let trail: SealedTrail;
  beforeAll(async () => {
    trail = await createSealedTrail(await createTestDatabase());
    await trail.write(2);
    await trail.seal();
  });
  afterAll(() => trail.end());

  const verify = (args: readonly string[] = [], more: Record<string, string> = {}) =>
    runCommandFile(
      "sql/audit-seals/commands/verify.ts",
      {
        ...trail.database.environment("futuresync_daemon"),
        LEDGER_DIR: trail.folder,
        SIGNING_KEY: signingKey(1),
        ...more,
      },
      args,
    );

  it("says in numbers what was checked, and how many events have no proof yet", async () => {
    await trail.write(3);
    const { status, stdout, faults } = await verify();
    expect({ status, faults }).toEqual({ status: 0, faults: [] });
    const head = (await trail.seals()).at(-1);
    expect(stdout).toContain("is as it was written.");
    expect(stdout).toContain("3 events not sealed yet: they have no proof yet");
    expect(stdout).toContain(`${head?.n}:${head?.hash.toString("hex")}`);
  });

  it("is held against a head that was noted, and against a pinned key", async () => {
    const head = (await trail.seals()).at(-1);
    const noted = `${head?.n}:${head?.hash.toString("hex")}`;
    const key = trail.signer.newest.publicKey.toString("base64");
    // Whoever verifies needs no secret.
    const sealed = await verify(["--key", key, "--head", noted], { SIGNING_KEY: "" });
    expect(sealed.status).toBe(0);
    const wrong = signerOf(9).newest.publicKey.toString("base64");
    const refused = await verify(["--key", wrong]);
    expect(refused.status).toBe(1);
    expect(refused.stdout).toContain("no seal is signed with the pinned key");
    const other = await verify(["--head", `99:${"0".repeat(64)}`]);
    expect(other.status).toBe(1);
    expect(other.stdout).toContain("seal 99, which was noted, is not there");
  });

  it.each([
    [["--key", "short"], "--key: is a public key"],
    [["--head", "7"], "--head: is a seal's number and hash"],
    [["--resumed", "x"], "--resumed: is the number of a seal"],
    [["--installation", "7"], "--installation: is an id, as npm run audit:key prints it"],
    [["--yes"], "Unknown option '--yes'"],
  ])("refuses %j in one line", async (args, line) => {
    const { status, faults } = await verify(args);
    expect(status).toBe(1);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(line);
  });

  it("reads a ledger that it may not write, makes none, and pins the installation", async () => {
    const [mode, home] = [statSync(trail.ledger.file).mode, dirname(trail.ledger.file)];
    chmodSync(trail.ledger.file, 0o444);
    chmodSync(home, 0o555);
    const installation = basename(home);
    const pinned = await verify(["--installation", installation]);
    expect(pinned).toMatchObject({ status: 0, faults: [] });
    expect(statSync(home).mode & 0o777).toBe(0o555);
    chmodSync(home, 0o700);
    chmodSync(trail.ledger.file, mode);
    const nowhere = join(trail.folder, "absent");
    const absent = await verify([], { LEDGER_DIR: nowhere });
    expect(absent.status).toBe(1);
    expect(absent.faults).toEqual([
      expect.stringContaining(`LEDGER_DIR: there is no ledger to read in ${nowhere}`),
    ]);
    expect(existsSync(nowhere)).toBe(false);
    const other = "01a20546-0000-7000-8000-0000000000aa";
    const refused = await verify(["--installation", other]);
    expect(refused.status).toBe(1);
    expect(refused.faults[0]).toContain(`holds the ledger of installation ${installation}`);
  });

  it("keeps to a small memory, however large an interval is", { timeout: 120_000 }, async () => {
    await trail.database.adminPool.query(
      `SELECT count(record_event('list', 'users', NULL, NULL, '{}',
         jsonb_build_object('q', repeat('x', 1000)))) FROM generate_series(1, ${HUGE})`,
    );
    await trail.seal();
    const seals = await trail.seals();
    expect(seals.some(({ rows }) => Number(rows) >= HUGE)).toBe(true);
    const { status, stdout } = await verify(["--json"], {
      NODE_OPTIONS: "--max-old-space-size=40 --max-semi-space-size=4",
    });
    expect(status).toBe(0);
    const { events, found } = JSON.parse(stdout) as Verification;
    expect(found).toBe(0);
    expect(events.events).toBeGreaterThan(HUGE);
  });

  it("names what is wrong in a sentence, and ends with 1", async () => {
    const { rows } = await trail.database.adminPool.query<{ id: string }>(
      "SELECT id FROM audit_log WHERE pii ? 'old' LIMIT 1",
    );
    const event = rows[0]?.id ?? "";
    await trail.tamper(`UPDATE audit_log SET actor_role = 'forged' WHERE id = '${event}'`);
    const { status, stdout } = await verify();
    expect(status).toBe(1);
    expect(stdout).toContain("is NOT as it was written: 1 finding.");
    expect(stdout).toContain(`event ${event} was changed: its leaf is not that of what it says`);
    const json = JSON.parse((await verify(["--json"])).stdout) as Verification;
    expect(json).toMatchObject({ found: 1, findings: [{ check: "event", event }] });
    // Nothing personal is printed.
    expect(stdout).not.toContain("Ann Example");
  });
});
