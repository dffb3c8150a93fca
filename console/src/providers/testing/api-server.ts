import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";

export type Seen = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
};
type Answer = {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
};

/** A real HTTP server that answers what the test says and keeps what it was asked. */
export async function startApiServer(answer: (seen: Seen) => Answer) {
  const seen: Seen[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const request: Seen = {
        method: req.method ?? "",
        url: decodeURIComponent(req.url ?? ""),
        headers: req.headers,
        body: text === "" ? undefined : JSON.parse(text),
      };
      seen.push(request);
      const { status = 200, headers = {}, body = {} } = answer(request);
      res.writeHead(status, { "content-type": "application/json", ...headers });
      res.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    api: `http://127.0.0.1:${address.port}/api`,
    seen,
    last: () => seen.at(-1),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
