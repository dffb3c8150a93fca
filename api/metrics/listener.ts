import { createServer } from "node:http";
import type { Server } from "node:http";
import type { Registry } from "prom-client";

/** `GET /metrics` on a listener of its own: figures are not for whoever reaches the public port. */
export function createMetricsServer(registry: Registry): Server {
  return createServer((req, res) => {
    if (req.url !== "/metrics" || req.method !== "GET") {
      res.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => res.writeHead(200, { "Content-Type": registry.contentType }).end(text),
      () => res.writeHead(500).end(),
    );
  });
}
