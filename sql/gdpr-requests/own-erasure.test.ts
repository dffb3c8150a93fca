import { afterAll, describe, expect, it } from "vitest";
import { inTransaction } from "../database/transaction.ts";
import type { Transaction } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { insertPerson } from "../testing/insert-person.ts";
import { fileOwnErasure, withdrawOwnErasure } from "./own-erasure.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());
const api = database.pool("futuresync_api");

const as = <T>(actor_id: string, work: (tx: Transaction) => Promise<T>) =>
  inTransaction(api, "fs_member", { actor_kind: "user", actor_id }, work);

/** Runs both as that person, the second begun before the first has committed. */
async function crossing<A, B>(
  person: string,
  first: (tx: Transaction) => Promise<A>,
  second: (tx: Transaction) => Promise<B>,
): Promise<[A, B]> {
  let waiting: Promise<B> | undefined;
  const answer = await as(person, async (tx) => {
    const done = await first(tx);
    waiting = as(person, second);
    // Until it has reached the row that the first one holds.
    await new Promise((resolve) => setTimeout(resolve, 300));
    return done;
  });
  if (waiting === undefined) throw new Error("the second never began");
  return [answer, await waiting];
}

/** The erasures of a person by state, and whether the account is deleted and the address reserved. */
async function stateOf(userId: string): Promise<unknown[]> {
  const { rows } = await database.adminPool.query<Record<string, unknown>>(
    `SELECT deleted_at IS NOT NULL AS deleted, email_reserved,
       ARRAY(SELECT state::text FROM gdpr_requests
         WHERE user_id = u.id AND type = 'erasure' ORDER BY state) AS states
     FROM users AS u WHERE id = $1`,
    [userId],
  );
  return Object.values(rows[0] ?? {});
}

describe("the erasure of one's own account", () => {
  it("is one request for two who ask at once", async () => {
    const { user_id } = await insertPerson(database.adminPool, "Ada");
    const [first, second] = await crossing(user_id, fileOwnErasure, fileOwnErasure);
    expect(second).toBe(first);
    expect(await stateOf(user_id)).toEqual([true, true, ["received"]]);
  });

  it("is withdrawn by one of two who ask at once", async () => {
    const { user_id } = await insertPerson(database.adminPool, "Bob");
    const filed = (await as(user_id, fileOwnErasure)) ?? "";
    const withdraw = (tx: Transaction) => withdrawOwnErasure(tx, filed);
    expect(await crossing(user_id, withdraw, withdraw)).toEqual([true, false]);
    expect(await stateOf(user_id)).toEqual([false, false, ["withdrawn"]]);
  });

  it("is asked for anew when it is withdrawn at that moment", async () => {
    const { user_id } = await insertPerson(database.adminPool, "Eve");
    const filed = (await as(user_id, fileOwnErasure)) ?? "";
    const withdraw = (tx: Transaction) => withdrawOwnErasure(tx, filed);
    const [withdrawn, anew] = await crossing(user_id, withdraw, fileOwnErasure);
    expect(withdrawn).toBe(true);
    expect(anew).not.toBe(filed);
    expect(await stateOf(user_id)).toEqual([true, true, ["received", "withdrawn"]]);
  });

  it("is withdrawn when it is asked for at that moment, which is the same request", async () => {
    const { user_id } = await insertPerson(database.adminPool, "Kim");
    const filed = (await as(user_id, fileOwnErasure)) ?? "";
    const withdraw = (tx: Transaction) => withdrawOwnErasure(tx, filed);
    expect(await crossing(user_id, fileOwnErasure, withdraw)).toEqual([filed, true]);
    expect(await stateOf(user_id)).toEqual([false, false, ["withdrawn"]]);
  });

  it("is not withdrawn once it has begun", async () => {
    const { user_id } = await insertPerson(database.adminPool, "Zoe");
    const filed = (await as(user_id, fileOwnErasure)) ?? "";
    await database.adminPool.query(
      `INSERT INTO gdpr_request_transitions (type, from_state, to_state)
       VALUES ('erasure', 'received', 'executing')`,
    );
    const begin = "UPDATE gdpr_requests SET state = 'executing' WHERE id = $1";
    await database.adminPool.query(begin, [filed]);
    await expect(as(user_id, (tx) => withdrawOwnErasure(tx, filed))).rejects.toMatchObject({
      constraint: "gdpr_requests_transition",
    });
    expect(await stateOf(user_id)).toEqual([true, true, ["executing"]]);
  });
});
