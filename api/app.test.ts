import { createServer, connect } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { health } from "./contracts/health.ts";
import { routes } from "./routes.ts";
import { addUser } from "./testing/people.ts";
import { startApp } from "./testing/start-app.ts";

const app = await startApp();
afterAll(() => app.stop());
const { stranger } = app;
const support = await app.staff("support");

describe("app: headers", () => {
  it("puts a strict policy on everything, with a nonce of its own for every answer", async () => {
    const paths = ["/", "/api/docs", "/api/openapi.json", "/api/users", "/nothing"];
    const answers = await Promise.all(paths.map((path) => stranger.get(path)));
    const nonces = answers.map(({ headers }) => {
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toMatch(/^default-src 'none';/);
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-powered-by")).toBeNull();
      expect(headers.get("access-control-allow-origin")).toBeNull();
      return /style-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1];
    });
    expect(new Set(nonces).size).toBe(paths.length);
  });

  it("keeps answers out of caches, and gives every request an id that only a proxy may choose", async () => {
    const id = "11111111-1111-4111-8111-111111111111";
    const answer = await support.get("/api/users", { headers: { "X-Request-Id": id } });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(z.uuid().parse(answer.headers.get("x-request-id"))).not.toBe(id);
  });
});

describe("app: documents", () => {
  it("describes every route that is served", async () => {
    const { body } = await stranger.get("/api/openapi.json");
    const { paths, openapi } = z
      .object({
        openapi: z.string(),
        paths: z.record(z.string(), z.record(z.string(), z.unknown())),
      })
      .parse(body);
    expect(openapi).toBe("3.1.0");
    for (const route of routes) {
      const path = `/api${route.path.replace(":id", "{id}")}`;
      expect(paths[path]).toHaveProperty(route.method);
    }
    expect(paths["/api/session"]).toHaveProperty("post");
    expect(paths["/api/db/health"]).toHaveProperty("get");
  });

  it("serves the page with nothing inline and every file it names", async () => {
    const page = await stranger.get("/api/docs");
    expect(page.headers.get("content-type")).toMatch(/^text\/html/);
    expect(page.text).not.toMatch(/<script(?![^>]*src=)|<style|style=|onload=|https?:/);
    const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? "");
    expect(files).toHaveLength(4);
    for (const file of files) expect((await stranger.get(file)).status).toBe(200);
  });
});

describe("app: health", () => {
  it("tells this machine and staff the details, and others the status only", async () => {
    const local = health.parse((await stranger.get("/api/db/health")).body);
    expect(local).toMatchObject({
      status: "ok",
      details: {
        role: "primary",
        migrations: { pending: 0 },
        replica_lag_seconds: "unknown",
        last_proven_backup_at: "unknown",
      },
    });
    expect(local.details?.partition_runway_seconds).toBeGreaterThan(30 * 86_400);
    const headers = { "X-Forwarded-For": "203.0.113.9" };
    expect((await stranger.get("/api/db/health", { headers })).body).toEqual({ status: "ok" });
    expect((await support.get("/api/db/health", { headers })).body).toHaveProperty("details");
  });
});

describe("app: logs and figures", () => {
  it("log templates, ids and times, and nothing personal", async () => {
    const user = await addUser(app.database, {
      email: "needle-mail@log.example",
      name: "Needle Name",
    });
    const answer = await support.get(`/api/users/${user}`);
    await support.get(`/api/users/${user}?q=needle-query`, {
      headers: { "User-Agent": "needle-agent" },
    });
    await support.post("/api/users/search", { q: "needle-mail" });
    await stranger.get("/needle-path/needle-mail@log.example");
    await support.put(
      `/api/users/${user}`,
      { name: "needle\u0000body" },
      { headers: { "If-Match": '"1"' } },
    );
    const logs = app.logs();
    for (const needle of ["eedle", user, "127.0.0.1", "fs_session"])
      expect(logs).not.toContain(needle);
    const lines = logs
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual(
      expect.objectContaining({
        request_id: answer.headers.get("x-request-id"),
        method: "GET",
        route: "/api/users/:id",
        status: 200,
        duration_ms: expect.any(Number),
      }),
    );
    expect(lines).toContainEqual(expect.objectContaining({ route: "unmatched", status: 404 }));
    const refused = await support.get("/API/users/no-uuid");
    const last = app.logs().trim().split("\n").at(-1) ?? "";
    expect(JSON.parse(last)).toMatchObject({
      level: "info",
      request_id: refused.headers.get("x-request-id"),
      route: "/api/users/:id",
      status: 400,
    });
    // JSON.parse takes the last of two equal keys: a log reader may take the first, or refuse.
    const requests = app
      .logs()
      .split("\n")
      .filter((line) => line.includes('"msg":"request"'));
    for (const line of requests) {
      const names = [...line.matchAll(/[{,]"(\w+)":/g)].map((match) => match[1]);
      expect(names).toEqual([...new Set(names)]);
    }
  });

  it("count by template", async () => {
    const text = await app.metrics();
    expect(text).toMatch(
      /futuresync_http_request_duration_seconds_count\{method="GET",route="\/api\/users\/:id",status="200"\} \d/,
    );
    expect(text).toContain("futuresync_database_pool_connections{host=");
    expect(text).toContain("futuresync_http_requests_in_flight");
    expect(text).toContain('futuresync_sign_ins_total{result="failure"} 0');
    expect(text).toContain("process_cpu_seconds_total");
  });
});

describe("app: without a database", () => {
  it("answers 503 with Retry-After, goes on when it is back, and never 500", async () => {
    const sockets = new Set<Socket>();
    let target = { host: "", port: 0 };
    const proxy = createServer((socket) => {
      const onward = connect(target.port, target.host);
      for (const end of [socket, onward]) {
        sockets.add(end);
        end.on("error", () => undefined);
        end.on("close", () => sockets.delete(end));
      }
      socket.pipe(onward).pipe(socket);
    });
    const listen = (port: number) =>
      new Promise<number>((resolve) => {
        proxy.listen(port, "127.0.0.1", () => resolve((proxy.address() as AddressInfo).port));
      });
    const port = await listen(0);
    const cut = await startApp({
      reroute: async (settings) => {
        target = { host: settings.host, port: settings.port };
        return { ...settings, host: "127.0.0.1", port };
      },
    });
    try {
      const colleague = await cut.staff("support");
      const user = await addUser(cut.database);
      const token = await cut.user(user);
      expect((await colleague.get("/api/users")).status).toBe(200);
      const closed = new Promise((resolve) => proxy.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      const answers = [
        await colleague.get("/api/users"),
        await colleague.get(`/api/users/${user}`),
        await colleague.post("/api/users/search", { q: "ada" }),
        await token.post(`/api/users/${user}/export`),
        await cut.stranger.post("/api/session", { email: "a@b.example", password: "x" }),
      ];
      for (const answer of answers) {
        expect(answer.status).toBe(503);
        expect(answer.headers.get("retry-after")).toBe("5");
        expect(answer.headers.get("content-type")).toBe("application/problem+json");
      }
      const down = await cut.stranger.get("/api/db/health");
      expect(down.status).toBe(503);
      expect(down.body).toMatchObject({
        status: "down",
        findings: ["no database answers"],
        hosts: [{ role: "away", reason: "Error ECONNREFUSED" }],
      });
      await listen(port);
      expect((await colleague.get("/api/users")).status).toBe(200);
      expect(cut.logs()).not.toContain("unexpected error");
    } finally {
      await cut.stop();
      await new Promise((resolve) => proxy.close(resolve));
    }
  });
});
