import { createServer } from "node:net";

/** Like `whyPortIsTaken`, for a port that stays taken for `patience` milliseconds. */
export async function whyPortStaysTaken(
  host: string,
  port: number,
  patience: number,
): Promise<string | undefined> {
  const deadline = Date.now() + patience;
  for (;;) {
    const taken = await whyPortIsTaken(host, port);
    if (taken === undefined || Date.now() > deadline) return taken;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Undefined when `port` can be listened on, else why not, for a person. */
async function whyPortIsTaken(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => {
      const code = "code" in error ? error.code : undefined;
      if (code === "EADDRINUSE") resolve("is in use by another program");
      else if (code === "EACCES") resolve("may only be used by root");
      else resolve(`cannot be used on ${host} (${String(code)})`);
    });
    server.listen({ host, port, exclusive: true }, () => {
      server.close(() => resolve(undefined));
    });
  });
}
