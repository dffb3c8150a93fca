import { afterAll, expect, it } from "vitest";
import { createTestDatabase } from "../../sql/testing/database.ts";
import type { TestDatabase } from "../../sql/testing/database.ts";
import { alternate, costOf } from "./frame/alternate.ts";
import { openClients } from "./frame/clients.ts";
import type { Clients } from "./frame/clients.ts";
import { PEOPLE } from "./frame/database.ts";
import { leaveOut } from "./frame/without.ts";
import type { Step } from "./frame/without.ts";

const opened: { database: TestDatabase; client: Clients }[] = [];
afterAll(async () => {
  for (const { database, client } of opened) {
    await client.end();
    await database.drop();
  }
});

async function side(name: string, steps: readonly Step[]) {
  const database = await createTestDatabase();
  await database.adminPool.query(PEOPLE);
  await leaveOut(database, steps);
  const client = await openClients(database, 1);
  opened.push({ database, client });
  const load = { act: "look", milliseconds: 60, perTransaction: 50, clock: "processor" } as const;
  return { name, round: () => client.work(load) };
}

it("hashes a leaf for a small part of what an event costs", { timeout: 60_000 }, async () => {
  const sides = [await side("whole", []), await side("without", ["leaf", "commitment"])];
  const measured = await alternate(sides, 21);
  const { median } = costOf(measured, "whole", "without");
  // The bench claims 0.25 of a machine at rest, where it is 0.06; a neighbour may disturb this one.
  expect(median).toBeLessThan(0.5);
});
