import { afterAll, expect, it } from "vitest";
import { sqlState } from "../database/errors.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Transaction } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { closeAbandonedRuns, finishRun, startRun } from "./queries.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());
const daemon = database.pool("futuresync_daemon");

function asWorker<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  return inTransaction(daemon, "fs_worker", {}, work);
}

async function runOf(id: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await database.adminPool.query<Record<string, unknown>>(
    "SELECT *, finished_at >= started_at AS ended FROM job_runs WHERE id = $1",
    [id],
  );
  return rows[0];
}

it("writes the intent before and the outcome after, once", async () => {
  const id = await asWorker((tx) =>
    startRun(tx, { job: "export-personal-data", target: "r1", attempt: 2, detail: { tables: 3 } }),
  );
  expect(await runOf(id)).toMatchObject({ status: "running", attempt: 2, finished_at: null });
  expect(await asWorker((tx) => finishRun(tx, id, "succeeded", { bytes: 9 }))).toBe(true);
  expect(await runOf(id)).toMatchObject({
    status: "succeeded",
    detail: { tables: 3, bytes: 9 },
    ended: true,
  });
  // A worker that was given up for dead comes back: the first outcome stays.
  expect(await asWorker((tx) => finishRun(tx, id, "failed"))).toBe(false);
  expect(await runOf(id)).toMatchObject({ status: "succeeded" });
});

it("closes what killed workers left open, of that job and target only", async () => {
  const start = (job: string, target?: string) =>
    asWorker((tx) => startRun(tx, { job, ...(target !== undefined && { target }) }));
  const mine = await start("expire-exports", "r1");
  const others = [
    await start("expire-exports", "r2"),
    await start("expire-exports"),
    await start("resume-exports", "r1"),
  ];
  expect(await asWorker((tx) => closeAbandonedRuns(tx, "expire-exports", "r1"))).toBe(1);
  expect(await runOf(mine)).toMatchObject({ status: "failed", detail: { abandoned: true } });
  for (const id of others) expect(await runOf(id)).toMatchObject({ status: "running" });
});

it("is read by sre, auditor and admin, written by the worker, and deleted by nobody", async () => {
  const attempt = (
    pool: typeof daemon,
    role: "fs_sre" | "fs_auditor" | "fs_admin" | "fs_support" | "fs_worker",
    text: string,
  ) =>
    inTransaction(pool, role, {}, (tx) => tx.rows(text)).then(
      () => "allowed",
      (error: unknown) => sqlState(error),
    );
  const api = database.pool("futuresync_api");
  for (const role of ["fs_sre", "fs_auditor", "fs_admin"] as const) {
    expect(await attempt(api, role, "SELECT * FROM job_runs")).toBe("allowed");
    expect(await attempt(api, role, "UPDATE job_runs SET phase = 'x'")).toBe("42501");
  }
  expect(await attempt(api, "fs_support", "SELECT * FROM job_runs")).toBe("42501");
  expect(await attempt(daemon, "fs_worker", "DELETE FROM job_runs")).toBe("42501");
});
