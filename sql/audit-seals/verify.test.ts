import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";
import { createSealedTrail } from "../testing/sealed-trail.ts";
import { signerOf } from "../testing/seals.ts";
import { resumeSealing } from "./resume.ts";
import { verifyTrail } from "./verify.ts";
import { verificationReport } from "./verification/report.ts";
import type { SealedTrail } from "../testing/sealed-trail.ts";

describe("a trail that nobody tampered with", () => {
  let trail: SealedTrail;
  beforeAll(async () => {
    trail = await createSealedTrail(await createTestDatabase());
  });
  afterAll(() => trail.end());

  it("has no seal yet, and says so", async () => {
    const { head, found, events } = await trail.verify();
    expect({ head, found }).toEqual({ head: null, found: 0 });
    expect(events.unsealed).toBe(events.events);
    expect(events.events).toBeGreaterThan(0);
  });

  it("verifies over partitions and intervals, and says what was checked", async () => {
    await trail.write(3);
    await trail.writeOld(3, 2);
    await trail.writeOld(1, 1);
    await trail.seal();
    await trail.write(2);
    await trail.seal();
    await trail.seal();
    const seals = await trail.seals();
    const verification = await trail.verify();
    expect(verification).toMatchObject({ findings: [], found: 0, whole: true, dropped: [] });
    const { rows } = await trail.database.adminPool.query<{ events: number }>(
      "SELECT count(*)::int AS events FROM audit_log",
    );
    const events = rows[0]?.events ?? 0;
    expect(verification).toMatchObject({
      seals: seals.length,
      signatures: seals.length,
      heads: seals.length,
      keys: [trail.signer.newest.id],
      head: { n: seals.at(-1)?.n, hash: seals.at(-1)?.hash.toString("hex") },
      events: { events, committed: events, erased: 0, unsealed: 0 },
    });
    expect(verification.events.roots).toBe(seals.filter(({ rows }) => rows !== "0").length);
    expect(new Set(seals.map(({ partition }) => partition)).size).toBe(4);
  });

  it("says how many events have no proof yet", async () => {
    await trail.write(4);
    expect(await trail.verify()).toMatchObject({ found: 0, events: { unsealed: 4 } });
    await trail.seal();
    expect(await trail.verify()).toMatchObject({ found: 0, events: { unsealed: 0 } });
  });

  it("verifies after a hand-over to another key, with the old or the new one pinned", async () => {
    await trail.write(1);
    const next = signerOf(2, 1);
    await trail.seal(next);
    for (const key of [trail.signer, next]) {
      const verification = await trail.verify({ pinned: [key.newest.publicKey] });
      expect(verification).toMatchObject({ found: 0, findings: [] });
      expect(verification.keys).toEqual([trail.signer.newest.id, next.newest.id]);
    }
  });

  it("says that a pinned key signed nothing", async () => {
    const stranger = signerOf(9).newest;
    const { found, findings } = await trail.verify({ pinned: [stranger.publicKey] });
    expect(found).toBe(1);
    expect(findings).toMatchObject([{ check: "key", seal: "1" }]);
    expect(findings[0]?.says).toContain(`no seal is signed with the pinned key ${stranger.id}`);
  });

  it("is not confused by what is sealed while it verifies", async () => {
    const by = signerOf(2, 1);
    const { ledger } = trail;
    const busy = {
      bytes: () => ledger.bytes(),
      // By now the snapshot is taken.
      read: async function* (bytes?: number) {
        await trail.write(1);
        await trail.seal(by);
        yield* ledger.read(bytes);
      },
    };
    const before = await trail.seals();
    const client = await trail.database.pool("futuresync_daemon").connect();
    const pinned = [trail.signer.newest.publicKey];
    const verification = await verifyTrail(client, busy, { pinned });
    client.release();
    expect(verification).toMatchObject({ findings: [], seals: before.length });
    expect((await trail.seals()).length).toBe(before.length + 1);
  });

  it("says what a restore lost, until whoever knows why says so; an operator's sealed reason does for the hourly one", async () => {
    const by = signerOf(2, 1);
    await trail.write(1);
    await trail.seal(by);
    const [kept] = await trail.seal(by);
    await trail.write(1);
    await trail.seal(by);
    const [head] = await trail.seal(by);
    await trail.tamper(
      `DELETE FROM audit_log WHERE tx >= '${kept?.tx_to}'::xid8`,
      `DELETE FROM audit_seals WHERE n > ${kept?.n}`,
    );
    expect((await trail.verify()).findings).toMatchObject([{ check: "ledger" }]);
    const client = await trail.database.pool("futuresync_daemon").connect();
    await resumeSealing(client, by, trail.ledger, "the backup of last night");
    client.release();
    const [resumed] = (await trail.seals()).slice(-1);
    const finding = { check: "resumed", seal: resumed?.n };
    // Nothing seals the reason yet.
    expect((await trail.verify({ resumed: "by-event" })).findings).toMatchObject([finding]);
    await trail.write(1);
    await trail.seal(by);
    const { findings } = await trail.verify();
    expect(findings).toMatchObject([finding]);
    expect(findings[0]?.says).toContain("and their events were lost, as in a restore");
    expect((await trail.verify({ resumed: ["1"] })).found).toBe(1);
    expect((await trail.verify({ resumed: "by-event" })).findings).toEqual([]);
    const verification = await trail.verify({ resumed: [resumed?.n ?? ""] });
    expect(verification.findings).toEqual([]);
    expect(verification.resumptions).toMatchObject([
      { database_n: Number(kept?.n), ledger_n: Number(head?.n) },
    ]);
    expect(verificationReport(verification)).toContain("and their events were lost");
    await trail.tamper("DELETE FROM audit_log WHERE action = 'resume'");
    expect((await trail.verify({ resumed: "by-event" })).findings).toContainEqual(
      expect.objectContaining(finding),
    );
  });
});
