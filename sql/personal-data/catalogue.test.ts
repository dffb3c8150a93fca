import { afterAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";
import { catalogue } from "./catalogue.ts";
import { catalogueDrift, selectLiveColumns } from "./drift.ts";

describe("catalogue of personal data", async () => {
  const database = await createTestDatabase();
  afterAll(() => database.drop());

  it("has an entry for every live column, and no other", async () => {
    expect(catalogueDrift(catalogue, await selectLiveColumns(database.adminPool))).toEqual([]);
  });

  it("misses a column that somebody added", async () => {
    await database.adminPool.query("ALTER TABLE users ADD COLUMN shoe_size integer");
    const drift = catalogueDrift(catalogue, await selectLiveColumns(database.adminPool));
    await database.adminPool.query("ALTER TABLE users DROP COLUMN shoe_size");
    expect(drift).toEqual(["users.shoe_size has no entry"]);
  });

  it("misses a table that somebody added", async () => {
    await database.adminPool.query("CREATE TABLE diaries (entry text)");
    const drift = catalogueDrift(catalogue, await selectLiveColumns(database.adminPool));
    await database.adminPool.query("DROP TABLE diaries");
    expect(drift).toEqual(["diaries.entry has no entry"]);
  });

  it("says when an entry names a column that is gone", async () => {
    const live = await selectLiveColumns(database.adminPool);
    const without = live.filter(({ column }) => column !== "display_name");
    expect(catalogueDrift(catalogue, without)).toEqual(["users.display_name is no live column"]);
  });

  it("gives a path to every table that refers to a user by user_id", () => {
    const pathless = Object.entries(catalogue).filter(
      ([, entry]) => "user_id" in entry.columns && entry.person === null,
    );
    expect(pathless).toEqual([]);
  });

  it("exports no secret", () => {
    const exported = Object.entries(catalogue).flatMap(([table, entry]) =>
      Object.entries(entry.columns)
        .filter(([, column]) => column.class === "secret" && column.export === true)
        .map(([column]) => `${table}.${column}`),
    );
    expect(exported).toEqual([]);
  });
});
