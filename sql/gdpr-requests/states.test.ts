import { afterAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";
import { insertPerson } from "../testing/insert-person.ts";

describe("states of a request", async () => {
  const database = await createTestDatabase();
  const { request_id, user_id } = await insertPerson(database.adminPool, "Ada");
  afterAll(() => database.drop());
  const move = (state: string) =>
    database.adminPool.query("UPDATE gdpr_requests SET state = $2 WHERE id = $1", [
      request_id,
      state,
    ]);

  it("go the way that is written down, whoever asks", async () => {
    await expect(move("completed")).rejects.toMatchObject({
      code: "23514",
      constraint: "gdpr_requests_transition",
    });
    await move("executing");
    await move("completed");
    await expect(move("received")).rejects.toMatchObject({
      constraint: "gdpr_requests_transition",
    });
  });

  it("begin with received", async () => {
    await expect(
      database.adminPool.query(
        "INSERT INTO gdpr_requests (user_id, type, channel, state) VALUES ($1, 'access', 'token', 'completed')",
        [user_id],
      ),
    ).rejects.toMatchObject({ code: "23514", constraint: "gdpr_requests_first_state" });
  });

  it("a person has one open export at a time", async () => {
    const { rows } = await database.adminPool.query<{ id: string }>(
      "INSERT INTO gdpr_requests (user_id, type, channel) VALUES ($1, 'access', 'token') RETURNING id",
      [user_id],
    );
    await expect(
      database.adminPool.query("INSERT INTO gdpr_exports (request_id, user_id) VALUES ($1, $2)", [
        rows[0]?.id,
        user_id,
      ]),
    ).rejects.toMatchObject({ code: "23505", constraint: "gdpr_exports_open_key" });
  });
});
