import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/**
 * A way to the server that notes each change of direction: how often the two sides take turns is what a
 * distance between them is multiplied by.
 */
export async function countTurns(to: { readonly host: string; readonly port: number }) {
  let turns = 0;
  let speaker: "client" | "server" = "server";
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(to.port, to.host);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => undefined);
    }
    client.on("data", (bytes) => {
      if (speaker === "server") turns += 1;
      speaker = "client";
      server.write(bytes);
    });
    server.on("data", (bytes) => {
      speaker = "server";
      // Late enough for all that the client sends without waiting to be one turn.
      setTimeout(() => client.write(bytes), 20);
    });
    client.on("close", () => server.destroy());
    server.on("close", () => client.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return {
    port: (proxy.address() as AddressInfo).port,
    turns: () => turns,
    reset: () => (turns = 0),
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        proxy.close(() => resolve());
      }),
  };
}
