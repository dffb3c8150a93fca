import { problem } from "../api/contracts/problem.ts";
import { asNobody, asStaff } from "./support/http.ts";
import type { Caller } from "./support/http.ts";
import { makePerson } from "./support/people.ts";
import { expect, test } from "./support/test.ts";

const NOBODY = "00000000-0000-7000-8000-000000000000";
const query = (parts: Record<string, unknown>) =>
  Object.entries(parts)
    .map(([key, value]) => `${key}=${encodeURIComponent(JSON.stringify(value))}`)
    .join("&");

type Wrong = {
  readonly what: string;
  readonly call: (call: Caller, id: string) => Promise<Response>;
  readonly status: number;
  /** What the answer has to say. */
  readonly says?: RegExp;
};

const WRONG: readonly Wrong[] = [
  {
    what: "bad JSON in a body",
    call: (call, id) => call("PUT", `/api/users/${id}`, '{"name":', { "if-match": '"1"' }),
    status: 400,
    says: /JSON/,
  },
  {
    what: "bad JSON in a filter",
    call: (call) => call("GET", "/api/users?filter={id:"),
    status: 400,
    says: /filter/,
  },
  {
    what: "an unknown filter",
    call: (call) => call("GET", `/api/users?${query({ filter: { shoe_size: 44 } })}`),
    status: 400,
    says: /shoe_size.*is_active/,
  },
  {
    what: "a personal value in a filter",
    call: (call) => call("GET", `/api/users?${query({ filter: { email: "a" } })}`),
    status: 400,
  },
  {
    what: "an unknown sort",
    call: (call) => call("GET", `/api/users?${query({ sort: ["password_hash", "ASC"] })}`),
    status: 400,
    says: /password_hash.*created_at/,
  },
  {
    what: "a huge range",
    call: (call) => call("GET", `/api/users?${query({ range: [0, 1_000_000] })}`),
    status: 400,
    says: /range/,
  },
  {
    what: "a range too deep",
    call: (call) => call("GET", `/api/users?${query({ range: [99_000, 99_024] })}`),
    status: 400,
    says: /range/,
  },
  {
    what: "a range backwards",
    call: (call) => call("GET", `/api/users?${query({ range: [24, 0] })}`),
    status: 400,
  },
  {
    what: "too many ids",
    call: (call) =>
      call("GET", `/api/users?${query({ filter: { id: Array(1001).fill(NOBODY) } })}`),
    status: 400,
    says: /200 items/,
  },
  { what: "a bad uuid", call: (call) => call("GET", "/api/users/42"), status: 400 },
  { what: "an absent user", call: (call) => call("GET", `/api/users/${NOBODY}`), status: 404 },
  { what: "an absent resource", call: (call) => call("GET", "/api/shoes"), status: 404 },
  { what: "an absent page", call: (call) => call("GET", "/shoes"), status: 404 },
  {
    what: "no If-Match",
    call: (call, id) => call("PUT", `/api/users/${id}`, { name: "X" }),
    status: 428,
  },
  {
    what: "a stale If-Match",
    call: (call, id) => call("PUT", `/api/users/${id}`, { name: "X" }, { "if-match": '"0"' }),
    status: 412,
  },
  {
    what: "a malformed If-Match",
    call: (call, id) => call("PUT", `/api/users/${id}`, { name: "X" }, { "if-match": "three" }),
    status: 400,
  },
  {
    what: "a masked address that was changed",
    call: async (call, id) => {
      const etag = (await call("GET", `/api/users/${id}`)).headers.get("etag") ?? "";
      return call("PUT", `/api/users/${id}`, { email: "b@example.com" }, { "if-match": etag });
    },
    status: 400,
    says: /email/,
  },
  {
    what: "a name of the wrong type",
    call: (call, id) => call("PUT", `/api/users/${id}`, { name: 7 }, { "if-match": '"1"' }),
    status: 400,
    says: /name/,
  },
  {
    what: "a NUL in a name",
    call: (call, id) => call("PUT", `/api/users/${id}`, { name: "a\0b" }, { "if-match": '"1"' }),
    status: 400,
  },
  {
    what: "a suspension without a reason",
    call: (call, id) => call("POST", `/api/users/${id}/suspend`, { until: null }),
    status: 400,
    says: /reason/,
  },
  {
    what: "a suspension that ended already",
    call: (call, id) =>
      call("POST", `/api/users/${id}/suspend`, { reason: "spam", until: "2001-01-01T00:00:00Z" }),
    status: 400,
  },
  {
    what: "lifting what is not suspended",
    call: (call, id) => call("POST", `/api/users/${id}/unsuspend`, {}),
    status: 409,
  },
  {
    what: "a foreign origin",
    call: (call, id) =>
      call(
        "POST",
        `/api/users/${id}/suspend`,
        { reason: "spam" },
        { origin: "https://evil.example" },
      ),
    status: 403,
  },
  {
    what: "a search without words",
    call: (call) => call("POST", "/api/users/search", { q: "   " }),
    status: 400,
  },
  {
    what: "a search that is too long",
    call: (call) => call("POST", "/api/users/search", { q: "x".repeat(5_000) }),
    status: 400,
  },
  {
    what: "a body that is too large",
    call: (call) => call("POST", "/api/users/search", { q: "x".repeat(3_000_000) }),
    status: 413,
  },
  {
    what: "an erasure, which is not built yet",
    call: (call, id) => call("POST", "/api/gdpr-requests", { user_id: id, type: "erasure" }),
    status: 400,
  },
  {
    what: "what the role may not do",
    call: (call) => call("GET", `/api/audit-log?${query({ range: [0, 9] })}`),
    status: 403,
    says: /subject_id/,
  },
  {
    what: "a method there is not",
    call: (call) => call("DELETE", "/api/audit-log"),
    status: 405,
  },
];

test("each wrong input gets its stated answer", async ({ stack, database }) => {
  const { id } = await makePerson(database, "other");
  const call = await asStaff(stack, "support");
  for (const { what, call: send, status, says } of WRONG) {
    await test.step(what, async () => {
      const answer = await send(call, id);
      expect.soft(answer.status, what).toBe(status);
      expect.soft(answer.headers.get("content-type"), what).toContain("application/problem+json");
      const text = await answer.text();
      const body = problem.parse(JSON.parse(text));
      expect.soft(body.status, what).toBe(status);
      expect.soft(text, `${what}: no stack`).not.toMatch(/node_modules|\.ts:\d+/);
      if (says !== undefined) expect.soft(text, what).toMatch(says);
    });
  }
});

test("without a session nothing is told", async ({ stack }) => {
  const call = asNobody(stack);
  const forged = { cookie: "fs_session=AAAA", authorization: "" };
  for (const path of [
    "/api/users",
    "/api/organizations",
    "/api/audit-log",
    `/api/users/${NOBODY}`,
  ]) {
    expect((await call("GET", path)).status, path).toBe(401);
    expect((await call("GET", path, undefined, { cookie: forged.cookie })).status, path).toBe(401);
  }
  const unsigned = `${btoa('{"alg":"none"}')}.${btoa(`{"sub":"${NOBODY}"}`)}.`;
  const answer = await call("GET", `/api/users/${NOBODY}`, undefined, {
    authorization: `Bearer ${unsigned}`,
  });
  expect(answer.status).toBe(401);
});
