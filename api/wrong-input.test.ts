import { connect } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { problem } from "./contracts/problem.ts";
import { routes } from "./routes.ts";
import { addUser } from "./testing/people.ts";
import type { Answer } from "./testing/clients.ts";
import { startApp } from "./testing/start-app.ts";

const app = await startApp();
afterAll(() => app.stop());
const support = await app.staff("support");
const admin = await app.staff("admin");
const person = await addUser(app.database);
const version = { headers: { "If-Match": '"1"' } };

const UUID_NOBODY = "00000000-0000-7000-8000-000000000000";

/** Its status, after the form that every refusal has: it names its request and shows no insides. */
function problemOf(answer: Answer): number {
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const body = problem.parse(answer.body);
  expect(body.status).toBe(answer.status);
  expect(body.instance).toBe(answer.headers.get("x-request-id"));
  expect(body.message).toBe(body.detail);
  expect(answer.text).not.toMatch(/\bat .*\.ts|node_modules|SELECT|pg_|relation/);
  return answer.status;
}

const encode = (value: string) => encodeURIComponent(value);
const put = (body: unknown, headers = {}) =>
  support.put(`/api/users/${person}`, body, { headers: { ...version.headers, ...headers } });
const search = (body: object) => support.post("/api/users/search", { q: "ada", ...body });

const lists = routes.filter((route) => route.list !== undefined);
const reader = (path: string) =>
  path.startsWith("/audit-") ? app.staff("auditor") : Promise.resolve(support);

describe("wrong input: lists", () => {
  const cases: [string, string][] = [
    ["a filter that is no JSON", `filter={`],
    ["an unknown filter", `filter=${encode('{"password_hash":"x"}')}`],
    ["a search that only a POST may carry", `q=${encode("alice")}`],
    ["a filter that is a list", `filter=[]`],
    ["a filter named __proto__", `filter=${encode('{"__proto__":{"x":1}}')}`],
    ["a wrong type", `filter=${encode('{"id":17}')}`],
    ["a bad uuid", `filter=${encode('{"id":"not-a-uuid"}')}`],
    ["SQL for a uuid", `filter=${encode(`{"id":"' OR 1=1 --"}`)}`],
    [
      "too many ids",
      `filter=${encode(JSON.stringify({ id: Array.from({ length: 1001 }, () => person) }))}`,
    ],
    ["no ids at all", `filter=${encode('{"id":[]}')}`],
    ["an unknown sort", `sort=${encode('["password_hash","ASC"]')}`],
    ["SQL for a sort", `sort=${encode('["id; DROP TABLE users","ASC"]')}`],
    ["an unknown direction", `sort=${encode('["id","SIDEWAYS"]')}`],
    ["a sort that is no pair", `sort=id`],
    ["a huge range", `range=${encode("[0,100000]")}`],
    ["a deep offset", `range=${encode("[10001,10010]")}`],
    ["a range backwards", `range=${encode("[10,5]")}`],
    ["a negative range", `range=${encode("[-5,5]")}`],
    ["an enormous number", `range=${encode("[0,1e400]")}`],
    ["a fraction", `range=${encode("[0,1.5]")}`],
    ["a parameter given twice", `range=[0,1]&range=[0,2]`],
    ["a NUL", `filter=${encode('{"id":"\\u0000"}')}`],
  ];
  const all = lists.flatMap((route) =>
    cases.map(([name, query]) => ({ path: route.path, name, query })),
  );
  it.each(all)("$path: $name", async ({ path, query }) => {
    const caller = await reader(path);
    expect(problemOf(await caller.get(`/api${path}?${query}`))).toBe(400);
  });

  it("names the filters and sorts that are known", async () => {
    const filter = await support.get(`/api/users?filter=${encode('{"shoe_size":44}')}`);
    expect(filter.body).toMatchObject({
      detail: expect.stringMatching(/"shoe_size".*knows.*"is_active"/),
      errors: { shoe_size: expect.any(String) },
    });
    const sort = await support.get(`/api/users?sort=${encode('["email","ASC"]')}`);
    expect(sort.body).toMatchObject({
      detail: expect.stringMatching(/"email".*knows.*"created_at"/),
    });
  });

  it("takes dates that no calendar has as wrong", async () => {
    for (const at of ["2024-02-31", "0000-01-01", "2024-13-01T00:00:00Z", "yesterday"]) {
      const filter = encode(JSON.stringify({ created_at_gte: at }));
      expect(problemOf(await support.get(`/api/users?filter=${filter}`))).toBe(400);
    }
  });

  it("keeps the free search of people out of URLs", async () => {
    for (const key of ["q", "email", "name"]) {
      expect(problemOf(await support.get(`/api/users?filter=${encode(`{"${key}":"a"}`)}`))).toBe(
        400,
      );
    }
  });
});

describe("wrong input: bodies", () => {
  it.each([
    ["no JSON", "{"],
    ["a bare string", '"text"'],
    ["null", "null"],
    ["a list", "[]"],
    ["a wrong type", '{"name":17}'],
    ["an empty name", '{"name":"   "}'],
    ["a NUL", '{"name":"a\\u0000b"}'],
    ["a lone surrogate", '{"name":"a\\ud800b"}'],
    ["a time zone that is none", '{"timezone":"Mars/Olympus"}'],
    ["an address that is no https", '{"avatar_url":"javascript:alert(1)"}'],
    ["a name of 300 letters", JSON.stringify({ name: "x".repeat(300) })],
    ["a depth of 20,000", `{"name":${"[".repeat(20_000)}${"]".repeat(20_000)}}`],
  ])("%s is a 400", async (_name, body) => {
    expect(problemOf(await put(body))).toBe(400);
  });

  it.each(["gzip", "deflate", "br", "zstd"])("a body that is no %s is a 400", async (encoding) => {
    const answer = await put({ name: "x" }, { "Content-Encoding": encoding });
    expect(problemOf(answer)).toBe(400);
  });

  it("a field that every object has by nature is named like any other", async () => {
    for (const key of ["constructor", "toString", "__proto__"]) {
      const answer = await search(JSON.parse(`{"${key}":{"x":1}}`) as object);
      expect(problemOf(answer)).toBe(400);
      expect(answer.text).toContain(`"${key}":"is not known here"`);
    }
  });

  it("another content type is a 415", async () => {
    expect(
      problemOf(await put("name=x", { "Content-Type": "application/x-www-form-urlencoded" })),
    ).toBe(415);
    expect(problemOf(await put("{}", { "Content-Type": "text/plain" }))).toBe(415);
    expect(
      problemOf(await put("{}", { "Content-Type": "application/json; charset=iso-8859-1" })),
    ).toBe(415);
    expect(problemOf(await put("{}", { "Content-Encoding": "compress" }))).toBe(415);
  });

  it("a body over the limit is a 413", async () => {
    expect(problemOf(await put(JSON.stringify({ name: "x".repeat(200_000) })))).toBe(413);
  });

  it("no body, or one where none belongs, is a 400", async () => {
    expect(problemOf(await support.put(`/api/users/${person}`, undefined, version))).toBe(400);
    const withBody = { ...version, body: { x: 1 } };
    const unknown = `/api/organization-members/${UUID_NOBODY}`;
    expect(problemOf(await support.delete(unknown, withBody))).toBe(400);
  });

  it("SQL and markup are text like any other", async () => {
    const name = `Robert'); DROP TABLE users; -- <script>alert("x")</script> $1 %s`;
    const answer = await put({ name });
    expect(answer.body).toMatchObject({ name });
  });

  it("enormous numbers are refused by the form, not by the database", async () => {
    const { rows } = await app.database.adminPool.query<{ id: string }>(
      "INSERT INTO organizations (name, slug) VALUES ('Big', 'big-numbers') RETURNING id",
    );
    for (const max_members of ["1e400", "99999999999999999999", "2147483648", "-1", "0.5"]) {
      const path = `/api/organizations/${rows[0]?.id}`;
      expect(problemOf(await admin.put(path, `{"max_members":${max_members}}`, version))).toBe(400);
    }
  });

  it.each(["a\u0000", "a\ud800", " ", "x".repeat(300)])("a search for %j is a 400", async (q) => {
    expect(problemOf(await support.post("/api/users/search", JSON.stringify({ q })))).toBe(400);
  });

  it("what a search does not know is a 400", async () => {
    expect(problemOf(await search({ filter: { email: "x" } }))).toBe(400);
    expect(problemOf(await search({ sort: ["email", "ASC"] }))).toBe(400);
    expect(problemOf(await search({ range: [0, 5000] }))).toBe(400);
    expect(problemOf(await search({ limit: 3 }))).toBe(400);
  });
});

describe("wrong input: addresses and headers", () => {
  it("bad ids are a 400, absent ones a 404", async () => {
    for (const id of ["1", "%00", "a'b", "00000000-0000-0000-0000-00000000000g"]) {
      expect(problemOf(await support.get(`/api/users/${id}`))).toBe(400);
    }
    for (const path of [
      "users",
      "organizations",
      "subscriptions",
      "gdpr-requests",
      "organization-members",
      "organization-invitations",
      "teams",
    ]) {
      expect(problemOf(await support.get(`/api/${path}/${UUID_NOBODY}`))).toBe(404);
    }
  });

  it("unknown routes are a 404, unknown methods a 405 that names the known", async () => {
    expect(problemOf(await support.get("/api/nothing"))).toBe(404);
    expect(problemOf(await support.get("/api/users/a/b/c"))).toBe(404);
    expect(problemOf(await support.get("/nothing.js"))).toBe(404);
    const answer = await support.delete("/api/users");
    expect(problemOf(answer)).toBe(405);
    expect(answer.headers.get("allow")).toBe("GET");
    expect(problemOf(await support.put("/api/session", {}))).toBe(405);
    expect(problemOf(await support.post("/api/db/health", {}))).toBe(405);
  });

  it("a broken percent escape is a 400", async () => {
    expect(problemOf(await support.get("/api/users/%E0%A4%A"))).toBe(400);
    expect(problemOf(await support.get("/api/audit-log/%ff"))).toBe(400);
  });

  it("a foreign or absent origin may not write with the cookie", async () => {
    const path = `/api/users/${person}`;
    for (const Origin of [
      "https://evil.example",
      "null",
      `${app.origin}.evil.example`,
      "http://localhost:1",
    ]) {
      const headers = { ...version.headers, Origin };
      expect(problemOf(await support.put(path, { name: "X" }, { headers }))).toBe(403);
    }
    const absent = { ...version.headers, Cookie: support.cookie };
    expect(problemOf(await app.stranger.put(path, { name: "X" }, { headers: absent }))).toBe(403);
    const search = { headers: { Cookie: support.cookie } };
    expect(problemOf(await app.stranger.post("/api/users/search", { q: "ada" }, search))).toBe(403);
  });

  it("broken HTTP does not end the process", async () => {
    const port = Number(new URL(app.origin).port);
    await new Promise<void>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => socket.write("GET / HTTP/9.9\r\nx\r\n\r\n"));
      socket.on("close", () => resolve());
      socket.resume();
    });
    expect((await app.stranger.get("/api/db/health")).status).toBe(200);
  });

  it("none of it was unexpected", () => {
    expect(app.logs()).not.toContain("unexpected error");
    expect(app.logs()).not.toContain('"status":500');
  });
});
