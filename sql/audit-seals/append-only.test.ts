import { afterAll, expect, it } from "vitest";
import { sqlState } from "../database/errors.ts";
import { inTransaction } from "../database/transaction.ts";
import type { DatabaseRole } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { sealNow, signerOf } from "../testing/seals.ts";
import { insertSeals, selectLastSeal, selectSealLeaves, selectSealsFrom } from "./queries.ts";
import { sealHash, sealMessage } from "./seal.ts";
import type { Seal, UnsignedSeal } from "./seal.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());
const daemon = database.pool("futuresync_daemon");
const api = database.pool("futuresync_api");
const signer = signerOf(1);
await sealNow(daemon, signer);
const installation = await database.adminPool.query<{ id: string }>("SELECT id FROM installation");
const last = await inTransaction(daemon, "fs_worker", {}, selectLastSeal);
if (last === undefined) throw new Error("nothing was sealed");

/** Runs one statement as the owner and rolls it back; answers its SQLSTATE, or undefined. */
async function asOwner(statement: string, replica = false): Promise<string | undefined> {
  const owner = await database.adminPool.connect();
  try {
    await owner.query("BEGIN");
    if (replica) await owner.query("SET LOCAL session_replication_role = replica");
    await owner.query("SET LOCAL ROLE futuresync_owner");
    await owner.query(statement);
    return undefined;
  } catch (error) {
    return sqlState(error) ?? String(error);
  } finally {
    await owner.query("ROLLBACK");
    owner.release();
  }
}

it.each([
  "UPDATE audit_seals SET rows = rows",
  "UPDATE audit_seals SET rows = 7 WHERE n = 999999",
  "DELETE FROM audit_seals WHERE n = 2",
  "TRUNCATE audit_seals",
  "INSERT INTO audit_seals SELECT * FROM audit_seals ON CONFLICT (n) DO UPDATE SET rows = 7",
  "UPDATE installation SET id = gen_random_uuid()",
  "DELETE FROM installation",
  "TRUNCATE installation",
])("refuses the owner: %s", async (statement) => {
  expect(await asOwner(statement)).toBe("42501");
  expect(await asOwner(statement, true)).toBe("42501");
});

it("is one installation", async () => {
  expect(await asOwner("INSERT INTO installation DEFAULT VALUES")).toBe("23505");
});

const next: UnsignedSeal = {
  ...last,
  n: String(Number(last.n) + 1),
  tx_from: last.tx_to,
  tx_to: String(Number(last.tx_to) + 5),
  partition: null,
  rows: "0",
  prev_seal_hash: last.hash,
};
const signed = (unsigned: UnsignedSeal): Seal => {
  const message = sealMessage(installation.rows[0]?.id ?? "", unsigned);
  const signature = signer.newest.sign(message);
  return { ...unsigned, signature, hash: sealHash(message, signature) };
};

async function insertAndRollBack(
  pool: typeof daemon,
  role: DatabaseRole,
  seals: readonly Seal[],
): Promise<string | undefined> {
  const attempt = inTransaction(pool, role, {}, async (tx) => {
    await insertSeals(tx, seals);
    throw new Error("rolled back");
  });
  const error: unknown = await attempt.catch((reason: unknown) => reason);
  return sqlState(error) ?? (error instanceof Error ? error.message : String(error));
}

it("takes the next link of the chain", async () => {
  const one = signed(next);
  const two = signed({
    ...next,
    n: String(Number(one.n) + 1),
    tx_from: one.tx_to,
    prev_seal_hash: one.hash,
  });
  expect(await insertAndRollBack(daemon, "fs_worker", [one, two])).toBe("rolled back");
  // After a restore: behind the ledger's head.
  const resumed = { ...next, kind: "resumed", n: "500", tx_to: next.tx_from } as const;
  const behind = signed({ ...resumed, prev_seal_hash: Buffer.alloc(32, 7) });
  expect(await insertAndRollBack(daemon, "fs_worker", [behind])).toBe("rolled back");
});

const earlier = { ...next, tx_from: String(Number(last.tx_to) - 1) };
it.each<[string, UnsignedSeal]>([
  ["a number that is not the next", { ...next, n: String(Number(next.n) + 1) }],
  ["another seal before it", { ...next, prev_seal_hash: Buffer.alloc(32, 7) }],
  ["a gap behind the last one", { ...next, tx_from: String(Number(last.tx_to) + 1) }],
  ["an overlap with the last one", earlier],
  ["a second genesis", { ...next, kind: "genesis", tx_to: next.tx_from }],
  ["another epoch", { ...next, epoch: "2" }],
  [
    "an epoch that does not begin at 0",
    { ...next, kind: "epoch", epoch: "2", tx_to: next.tx_from },
  ],
  ["an epoch that is over", { ...next, kind: "epoch", tx_from: "0", tx_to: "0" }],
  ["a number that is taken", { ...next, kind: "resumed", n: last.n, tx_to: next.tx_from }],
])("refuses %s", async (_, wrong) => {
  expect(await insertAndRollBack(daemon, "fs_worker", [signed(wrong)])).toBe("23000");
});

it("refuses a hash that is not that of message and signature", async () => {
  const one = signed(next);
  expect(
    await insertAndRollBack(daemon, "fs_worker", [{ ...one, hash: Buffer.alloc(32, 7) }]),
  ).toBe("23000");
  expect(
    await insertAndRollBack(daemon, "fs_worker", [{ ...one, signature: Buffer.alloc(64, 7) }]),
  ).toBe("23000");
});

it("refuses a chain that begins in its middle", async () => {
  const fresh = await createTestDatabase();
  try {
    for (const wrong of [
      { ...next, n: "1" },
      { ...next, n: "2", kind: "genesis", tx_from: "0", tx_to: "0" } as const,
    ]) {
      expect(
        await insertAndRollBack(fresh.pool("futuresync_daemon"), "fs_worker", [signed(wrong)]),
      ).toBe("23000");
    }
  } finally {
    await fresh.drop();
  }
});

it("is added to by the worker alone, and read by staff with the leaves of its trees", async () => {
  for (const role of [
    "none",
    "fs_member",
    "fs_org_admin",
    "fs_support",
    "fs_compliance",
    "fs_dpo",
    "fs_sre",
    "fs_auditor",
    "fs_admin",
  ] as const) {
    expect(await insertAndRollBack(api, role, [signed(next)])).toBe("42501");
    const isStaff = !["none", "fs_member", "fs_org_admin"].includes(role);
    const reading = inTransaction(api, role, {}, async (tx) => ({
      seals: (await selectSealsFrom(tx, "1", 10)).length,
      leaves: (await selectSealLeaves(tx, last.n))?.length,
    }));
    const answer = await reading.catch((error: unknown) => sqlState(error));
    expect([role, answer]).toEqual([
      role,
      isStaff ? { seals: 2, leaves: Number(last.rows) * 32 } : "42501",
    ]);
  }
  expect(await insertAndRollBack(daemon, "none", [signed(next)])).toBe("42501");
});
