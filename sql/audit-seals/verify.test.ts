import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";
import { createSealedTrail, testSigner } from "../testing/sealed-trail.ts";
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
    await trail.seal();
    await trail.write(2);
    await trail.writeOld(1, 1);
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
    const next = testSigner(2, 1);
    await trail.seal(next);
    for (const key of [trail.signer, next]) {
      const verification = await trail.verify({ pinned: [key.newest.publicKey] });
      expect(verification).toMatchObject({ found: 0, findings: [] });
      expect(verification.keys).toEqual([trail.signer.newest.id, next.newest.id]);
    }
  });

  it("says that a pinned key signed nothing", async () => {
    const stranger = testSigner(9).newest;
    const { found, findings } = await trail.verify({ pinned: [stranger.publicKey] });
    expect(found).toBe(1);
    expect(findings).toMatchObject([{ check: "key", seal: "1" }]);
    expect(findings[0]?.says).toContain(`no seal is signed with the pinned key ${stranger.id}`);
  });
});
