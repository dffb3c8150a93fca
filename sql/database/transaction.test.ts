import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";
import { composer } from "./list.ts";
import { inTransaction } from "./transaction.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());

/** The texts of a fixed and of a composed statement, as the server got them. */
async function statements(request_id: string): Promise<string[]> {
  return inTransaction(database.adminPool, "none", { request_id }, async (tx) => {
    const fixed = await tx.rows<{ text: string }>("SELECT current_query() AS text");
    const composed = await tx.run(composer.selectNoFrom(sql<string>`current_query()`.as("text")));
    return [...fixed, ...composed].map(({ text }) => text);
  });
}

it("carries the request id in every statement, as a comment", async () => {
  const id = randomUUID();
  const texts = await statements(id);
  expect(texts).toHaveLength(2);
  for (const text of texts) expect(text).toMatch(new RegExp(` /\\* request_id=${id} \\*/$`));
});

it("lets nothing but a uuid into the comment", async () => {
  for (const text of await statements("*/ DROP TABLE users; /*")) {
    expect(text).not.toMatch(/request_id|DROP/);
  }
});
