import { createServer } from "node:http";
import type { Registry } from "prom-client";
import { listen } from "../sql/process/listen.ts";

type Check = { readonly ok: boolean; readonly detail: string };
export type Health = {
  readonly status: "ok" | "starting" | "degraded" | "stopping";
  readonly checks: Record<string, Check>;
};

export type DaemonServer = { close(): Promise<void> };

/**
 * `/metrics` for Prometheus and `/health` for who starts or watches the process: 200 only when
 * everything works, else 503 with the same body. Both answer from memory: a scrape never waits for
 * the database.
 */
export async function startServer(options: {
  readonly host: string;
  readonly port: number;
  readonly registry: Registry;
  readonly health: () => Health;
}): Promise<DaemonServer> {
  const { registry, health } = options;
  const server = createServer((request, response) => {
    const path = request.url?.split("?", 1)[0];
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(405, { allow: "GET, HEAD" }).end();
    } else if (path === "/metrics") {
      registry.metrics().then(
        (body) => response.writeHead(200, { "content-type": registry.contentType }).end(body),
        () => response.writeHead(500).end(),
      );
    } else if (path === "/health") {
      const body = health();
      response
        .writeHead(body.status === "ok" ? 200 : 503, { "content-type": "application/json" })
        .end(JSON.stringify(body));
    } else {
      response.writeHead(404, { "content-type": "text/plain" }).end("/metrics, /health\n");
    }
  });
  await listen(server, { host: options.host, port: options.port, variable: "DAEMON_PORT" });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
