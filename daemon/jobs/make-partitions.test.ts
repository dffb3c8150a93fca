import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../sql/testing/database.ts";
import { samplers } from "../metrics/samplers.ts";
import { createContext } from "../testing/context.ts";
import type { TestContext } from "../testing/context.ts";
import { makePartitionsJob } from "./make-partitions.ts";

describe("make-partitions", async () => {
  const database = await createTestDatabase();
  let context: TestContext;
  beforeAll(async () => {
    context = await createContext(database);
  });
  afterAll(async () => {
    await context.end();
    await database.drop();
  });

  const selectPartitions = async () => {
    const { rows } = await database.adminPool.query<{ partition_name: string }>(
      "SELECT partition_name FROM partition_bounds() WHERE table_name = 'analytics_events' ORDER BY lower_bound",
    );
    return rows.map((row) => row.partition_name);
  };
  const selectLastRun = async () => {
    const { rows } = await database.adminPool.query<{ status: string; detail: object }>(
      "SELECT status, detail FROM job_runs WHERE job = 'make-partitions' ORDER BY id DESC LIMIT 1",
    );
    return rows[0];
  };
  const readRunway = async () => {
    const sampler = samplers.find(({ name }) => name === "partitions");
    await sampler?.sample(context);
    const text = await context.metrics.registry.metrics();
    const value = (metric: string) =>
      Number(new RegExp(`^${metric}\\{table="analytics_events"\\} (\\S+)$`, "m").exec(text)?.[1]);
    return {
      days: value("futuresync_partition_runway_seconds") / 86_400,
      coversNow: value("futuresync_partition_covers_now"),
    };
  };

  test("makes what is missing, records it, and the runway grows", async () => {
    const all = await selectPartitions();
    const [, second, third] = all;
    await database.adminPool.query(`DROP TABLE ${second}, ${third}`);
    // The fourth is there, but behind a gap: it is no runway.
    expect((await readRunway()).days).toBeLessThan(32);
    expect(await makePartitionsJob.run({}, context)).toBe("succeeded");
    expect(await selectPartitions()).toEqual(all);
    expect(await selectLastRun()).toMatchObject({
      status: "succeeded",
      detail: { made: 2, names: `${second}, ${third}` },
    });
    const { days, coversNow } = await readRunway();
    expect(days).toBeGreaterThan(89);
    expect(coversNow).toBe(1);
  });

  test("says that now is not covered", async () => {
    const [first] = await selectPartitions();
    await database.adminPool.query(`DROP TABLE ${first}`);
    expect(await readRunway()).toEqual({ days: 0, coversNow: 0 });
    await makePartitionsJob.run({}, context);
    expect((await readRunway()).coversNow).toBe(1);
  });

  test("fails by a code when a table of a partition's name is something else", async () => {
    const all = await selectPartitions();
    const last = all.at(-1);
    await database.adminPool.query(`DROP TABLE ${last}; CREATE TABLE ${last} (needle text)`);
    await expect(makePartitionsJob.run({}, context)).rejects.toMatchObject({ code: "42P07" });
    expect(await selectLastRun()).toMatchObject({
      status: "failed",
      detail: { error: "database error 42P07" },
    });
  });
});
