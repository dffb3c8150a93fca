import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { afterAll, expect, it } from "vitest";
import { createTestDatabase } from "../../testing/database.ts";
import { openHosts } from "./open-hosts.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());

it("a server that neither answers nor refuses is away, and whoever waits for it is let go", async () => {
  const settings = database.settings("admin");
  const sockets = new Set<Socket>();
  let silent = false;
  // A network that swallows everything: connections open, and nothing comes back.
  const proxy = createServer((socket) => {
    const onward = connect(settings.port, settings.host);
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(from);
      from.on("error", () => undefined);
      from.on("data", (bytes) => silent || to.write(bytes));
      from.on("close", () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const hosts = openHosts([{ ...settings, port: (proxy.address() as AddressInfo).port }], {
    applicationName: "test-silent",
    onError: () => undefined,
  });
  await hosts.primary.query("SELECT 1");
  silent = true;
  const waiting = hosts.primary.query("SELECT 1").then(
    () => "answered",
    () => "let go",
  );
  const started = performance.now();
  await expect.poll(() => hosts.all[0]?.role, { timeout: 20_000 }).toBe("away");
  const seen = performance.now() - started;
  // Two looks without an answer: the first alone may be a busy server.
  expect(seen).toBeGreaterThan(2_000);
  expect(await waiting).toBe("let go");
  silent = false;
  await expect
    .poll(() => hosts.primary.query("SELECT 1").then(() => "answered", String), { timeout: 10_000 })
    .toBe("answered");
  await hosts.end();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => proxy.close(resolve));
}, 60_000);
