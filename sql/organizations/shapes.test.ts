import { afterAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";
import { insertPerson } from "../testing/insert-person.ts";

const GOOD = {
  settings: [{}, { auto_join: true, default_role: "admin", week_starts_on: 0 }],
  branding: [{}, { primary_color: "#aAbB00", accent_color: "#000000", tagline: "Onwards" }],
  criteria: [{ metric: "current_streak", at_least: 7, category: "health" }],
};
const BAD = {
  settings: [
    [],
    "x",
    null,
    { unknown: 1 },
    { auto_join: "yes" },
    { default_role: "owner" },
    { week_starts_on: 7 },
    { auto_join: null },
  ],
  branding: [
    [],
    { primary_color: "red" },
    { accent_color: 1 },
    { tagline: "x".repeat(201) },
    { tagline: {} },
    { logo: "x" },
  ],
  criteria: [
    {},
    [],
    { metric: "shoe_size", at_least: 1 },
    { metric: "current_streak" },
    { metric: "current_streak", at_least: 0 },
    { metric: "current_streak", at_least: "7" },
    { metric: "current_streak", at_least: 1, category: "money" },
    { metric: "current_streak", at_least: 1.5 },
  ],
};
const TABLES = { settings: "organizations", branding: "organizations", criteria: "achievements" };

describe("JSON columns of a checked shape", async () => {
  const database = await createTestDatabase();
  await insertPerson(database.adminPool, "Ada");
  afterAll(() => database.drop());
  const columns = ["settings", "branding", "criteria"] as const;
  const store = (column: (typeof columns)[number], value: unknown) =>
    database.adminPool.query(`UPDATE ${TABLES[column]} SET ${column} = $1`, [
      JSON.stringify(value),
    ]);

  it.each(columns.flatMap((column) => GOOD[column].map((value) => ({ column, value }))))(
    "$column takes $value",
    async ({ column, value }) => {
      expect((await store(column, value)).rowCount).toBe(1);
    },
  );

  it.each(columns.flatMap((column) => BAD[column].map((value: unknown) => ({ column, value }))))(
    "$column refuses $value",
    async ({ column, value }) => {
      await expect(store(column, value)).rejects.toMatchObject({
        code: "23514",
        constraint: `${TABLES[column]}_${column}_shape`,
      });
    },
  );
});
