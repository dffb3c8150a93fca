import type { Server } from "node:http";

/** The port is taken, or the address is not of this host: the message names the variable. */
export class ListenError extends Error {}

/** Resolves when it listens; rejects with a ListenError, one line for a person. */
export function listen(
  server: Server,
  address: { readonly host: string; readonly port: number; readonly variable: string },
): Promise<void> {
  const { host, port, variable } = address;
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = `cannot listen on ${host}:${port} (${error.code ?? error.message})`;
      reject(new ListenError(`${variable}: ${why}`, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
}
