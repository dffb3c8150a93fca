import { afterAll, expect, it } from "vitest";
import { countTurns } from "../../sql/testing/count-turns.ts";
import { addUser } from "../testing/people.ts";
import { startApp } from "../testing/start-app.ts";

let wire: Awaited<ReturnType<typeof countTurns>> | undefined;
const app = await startApp({
  reroute: async (settings) => {
    wire = await countTurns(settings);
    return { ...settings, port: wire.port };
  },
});
afterAll(async () => {
  await app.stop();
  await wire?.close();
});

it.each([
  ["a person with all that belongs to them", (id: string) => `/api/users/${id}`, 3],
  ["a short list", () => "/api/organizations", 3],
])("%s is three round trips: who asks, what is asked, COMMIT", async (_what, path, turns) => {
  const support = await app.staff("support");
  const person = await addUser(app.database);
  // Once before: connections and what the role may do are there then.
  expect((await support.get(path(person))).status).toBe(200);
  wire?.reset();
  expect((await support.get(path(person))).status).toBe(200);
  expect(wire?.turns()).toBe(turns);
});
