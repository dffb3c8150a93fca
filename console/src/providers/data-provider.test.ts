import { afterEach, describe, expect, it } from "vitest";
import { createDataProvider } from "./data-provider.ts";
import { request } from "./http.ts";
import { startApiServer } from "./testing/api-server.ts";

const NAME = "Žofie Nováková";
const rows = [{ id: "a", name: NAME, version: 3 }];
const sort = { field: "created_at", order: "DESC" } as const;
const pagination = { page: 2, perPage: 25 };

let stop: () => Promise<void> = async () => undefined;
afterEach(async () => stop());

async function start(...answer: Parameters<typeof startApiServer>) {
  const server = await startApiServer(...answer);
  stop = server.stop;
  return { ...server, provider: createDataProvider(request, server.api) };
}

describe("dataProvider.getList", () => {
  it("sends a search of users in a body, never in the address", async () => {
    const { provider, seen } = await start(() => ({
      headers: { "content-range": "users 25-25/26", "x-search-truncated": "true" },
      body: rows,
    }));
    const filter = { q: ` ${NAME} `, is_active: true };
    const list = await provider.getList("users", { filter, sort, pagination });

    expect(list).toEqual({ data: rows, total: 26, meta: { estimated: false, truncated: true } });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: "POST", url: "/api/users/search" });
    expect(seen[0]?.body).toEqual({ q: NAME, range: [25, 49], filter: { is_active: true } });
  });

  it("searches a person's texts in a body too, and says how far back it went", async () => {
    const { provider, last } = await start(() => ({
      headers: {
        "content-range": "daily-actions 0-0/1000",
        "x-search-truncated": "true",
        "x-search-reached": "2025-03-01",
      },
      body: rows,
    }));
    const filter = { q: "lighthouse", user_id: "u", date_lte: "2026-01-01" };
    const list = await provider.getList("daily-actions", { filter, sort, pagination });
    expect(list.meta).toEqual({ estimated: false, truncated: true, reached: "2025-03-01" });
    expect(last()).toMatchObject({ method: "POST", url: "/api/daily-actions/search" });
    expect(last()?.body).toMatchObject({
      q: "lighthouse",
      filter: { user_id: "u", date_lte: "2026-01-01" },
    });
  });

  it("lists by GET without a search, and for what is no person", async () => {
    const { provider, last } = await start(() => ({
      headers: { "content-range": "users 0-0/1" },
      body: rows,
    }));
    await provider.getList("users", { filter: { q: "  " }, sort, pagination });
    expect(last()).toMatchObject({ method: "GET" });
    await provider.getList("organizations", { filter: { q: "Acme" }, sort, pagination });
    expect(last()?.url).toContain('filter={"q":"Acme"}');
  });

  it("tells an estimated total from an exact one", async () => {
    const { provider } = await start(({ url }) => ({
      headers: {
        "content-range": "users 0-0/4200000",
        ...(url.includes("audit-log") && { "x-total-estimated": "true" }),
      },
      body: rows,
    }));
    const params = { filter: {}, sort, pagination };
    const exact = await provider.getList("users", params);
    const estimated = await provider.getList("audit-log", params);
    expect([exact.meta, estimated.meta]).toEqual([{ estimated: false }, { estimated: true }]);
    expect(estimated.total).toBe(4_200_000);
  });
});

describe("dataProvider.update and delete", () => {
  const before = {
    id: "a",
    name: "Zofie",
    email: "z•••@e•••.example",
    version: 3,
    can: [{ a: 1 }],
  };

  it("sends the version that was seen and only what changed", async () => {
    const { provider, last } = await start(() => ({ body: rows[0] }));
    const answer = await provider.update("users", {
      id: "a",
      data: { ...before, name: NAME, can: [{ a: 1 }] },
      previousData: before,
    });
    expect(answer.data).toEqual(rows[0]);
    expect(last()).toMatchObject({ method: "PUT", url: "/api/users/a" });
    expect(last()?.body).toEqual({ name: NAME });
    expect(last()?.headers["if-match"]).toBe('"3"');
  });

  it("deletes the version that was seen", async () => {
    const { provider, last } = await start(() => ({ body: rows[0] }));
    await provider.delete("organization-members", { id: "a", previousData: before });
    expect(last()).toMatchObject({ method: "DELETE", url: "/api/organization-members/a" });
    expect(last()?.headers["if-match"]).toBe('"3"');
  });

  it("passes a stale version on as the API's 412, with its words", async () => {
    const message = "The record was changed meanwhile.";
    const { provider } = await start(() => ({ status: 412, body: { message } }));
    const save = provider.update("users", { id: "a", data: { name: NAME }, previousData: before });
    await expect(save).rejects.toMatchObject({ status: 412, message });
  });

  it("refuses to change many before it asks for anything", async () => {
    const { provider, seen } = await start(() => ({ body: ["a", "b"] }));
    const many = { ids: ["a", "b"] };
    await expect(provider.updateMany("users", { ...many, data: {} })).rejects.toThrow("users");
    await expect(provider.deleteMany("users", many)).rejects.toThrow("users");
    expect(seen).toEqual([]);
  });
});

describe("dataProvider verbs", () => {
  it("suspends and lifts with the version that was seen", async () => {
    const { provider, seen } = await start(() => ({ body: rows[0] }));
    const user = { id: "a", version: 7 };
    await provider.suspendUser(user, { reason: "Chargebacks", until: null });
    await provider.unsuspendUser(user);
    expect(seen.map(({ method, url, body }) => ({ method, url, body }))).toEqual([
      {
        method: "POST",
        url: "/api/users/a/suspend",
        body: { reason: "Chargebacks", until: null },
      },
      { method: "POST", url: "/api/users/a/unsuspend", body: {} },
    ]);
    expect(seen.map(({ headers }) => headers["if-match"])).toEqual(['"7"', '"7"']);
  });
});
