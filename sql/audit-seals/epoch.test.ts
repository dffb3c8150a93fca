import { afterAll, expect, it } from "vitest";
import { migrate } from "../database/migrator.ts";
import { inTransaction } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { countSealed, sealNow, signerOf, untilSettled } from "../testing/seals.ts";
import { openChain } from "./chain.ts";
import { selectSealsFrom } from "./queries.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());
const daemon = database.pool("futuresync_daemon");
const signer = signerOf(1);
const epoch = async (): Promise<number | undefined> =>
  (
    await database.adminPool.query<{ epoch: number }>(
      "SELECT max(epoch) AS epoch FROM audit_epochs",
    )
  ).rows[0]?.epoch;

it("begins no epoch where transaction ids go on, sealed or not", async () => {
  await migrate(database.settings("admin"));
  await untilSettled(database.adminPool);
  await sealNow(daemon, signer);
  await database.adminPool.query("SELECT record_event('search', 'users')");
  await migrate(database.settings("admin"));
  expect(await epoch()).toBe(1);
});

it("begins one where they were set back, as by a restore of a dump; until then nothing is sealed", async () => {
  await untilSettled(database.adminPool);
  await sealNow(daemon, signer);
  // What a dump from an older server brings: events and seals far beyond this server's transactions.
  await database.adminPool.query(
    `INSERT INTO audit_log
       (id, at, tx, epoch, canon, actor_kind, actor_role, action, resource, details, pii_commit, leaf)
     SELECT gen_random_uuid(), now(), n::text::xid8, 1, 1, 'database', 'test', 'show', 'users', '{}',
       gen_random_bytes(32), gen_random_bytes(32)
     FROM generate_series(8000000002, 8000000004) AS n`,
  );
  await inTransaction(
    daemon,
    "fs_worker",
    {},
    async (tx) => {
      const chain = await openChain(tx, signer);
      await chain.add({ kind: "interval", tx_to: "8000000002" });
      await chain.write();
    },
    { isolation: "repeatable read" },
  );
  await expect(sealNow(daemon, signer)).rejects.toThrow(
    /^transaction ids were set back: \d+ is below 8000000002, up to which the trail is sealed. Run npm run db:migrate: it begins a new epoch$/,
  );
  const progress: string[] = [];
  await migrate(database.settings("admin"), { onProgress: (line) => progress.push(line) });
  expect(progress).toEqual(["transaction ids were set back: the audit trail goes on in epoch 2"]);
  await migrate(database.settings("admin"));
  expect(await epoch()).toBe(2);
  await database.adminPool.query("SELECT record_event('search', 'users')");
  await untilSettled(database.adminPool);
  await sealNow(daemon, signer);
  const seals = await inTransaction(daemon, "fs_worker", {}, (tx) => selectSealsFrom(tx, "1", 99));
  const [rest, began, now] = seals.slice(-3);
  expect(rest).toMatchObject({ epoch: "1", tx_from: "8000000002", tx_to: "8000000005", rows: "3" });
  expect(began).toMatchObject({
    kind: "epoch",
    epoch: "2",
    tx_from: "0",
    detail: '{"reason": "transaction ids were set back"}',
  });
  expect(now).toMatchObject({ kind: "interval", epoch: "2", tx_from: "0", rows: "1" });
  const { events, once } = await countSealed(database.adminPool);
  expect(once).toBe(events);
});
