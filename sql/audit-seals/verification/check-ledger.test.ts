import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { EMPTY_ROOT } from "../merkle.ts";
import { NO_SEAL } from "../seal.ts";
import type { Seal } from "../seal.ts";
import { openSealLedger } from "../ledger.ts";
import { createLedgerCheck } from "./check-ledger.ts";
import { createFindings } from "./findings.ts";

const folder = mkdtempSync(join(tmpdir(), "futuresync-check-ledger-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const ledger = await openSealLedger({ DATA_DIR: folder }, "here");

const seals = [1, 2, 3, 4].map((n): Seal => ({
  n: String(n),
  kind: "interval",
  at: `2026-11-24T11:0${n}:00.000000Z`,
  epoch: "1",
  tx_from: String(n),
  tx_to: String(n + 1),
  partition: null,
  rows: "0",
  root: EMPTY_ROOT,
  detail: "{}",
  prev_seal_hash: NO_SEAL,
  key_id: "0".repeat(16),
  signature: Buffer.alloc(64),
  hash: Buffer.alloc(32, n),
}));

const check = async (now: string) => {
  const findings = createFindings();
  const checked = createLedgerCheck(ledger, await ledger.bytes(), findings);
  for (const seal of seals) await checked.see(seal);
  await checked.end(now);
  await checked.close();
  return { equal: checked.equal, findings: findings.list };
};

it("lets a ledger be behind for ten minutes, from the first seal it lacks", async () => {
  await ledger.append(
    seals.slice(0, 2).map(({ n, at, hash }) => ({ n, at, hash: hash.toString("hex") })),
  );
  expect(await check("2026-11-24T11:12:59.000000Z")).toEqual({ equal: 2, findings: [] });
  expect(await check("2026-11-24T11:13:01.000000Z")).toEqual({
    equal: 2,
    findings: [
      {
        check: "ledger",
        seal: "3",
        says: "the ledger has no heads of seals 3 to 4 (made from 2026-11-24T11:03:00.000000Z on)",
      },
    ],
  });
});
