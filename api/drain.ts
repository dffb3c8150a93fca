import type { Server } from "node:http";

const DRAIN_MS = 4_000;

/** Takes no new connection, lets running requests end for four seconds, then cuts what is left. */
export async function drain(server: Server, hurry: AbortSignal): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  const cut = () => server.closeAllConnections();
  const timer = setTimeout(cut, DRAIN_MS);
  hurry.addEventListener("abort", cut, { once: true });
  if (hurry.aborted) cut();
  await closed;
  clearTimeout(timer);
}
