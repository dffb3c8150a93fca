import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Login } from "../database/connection.ts";
import { freePort } from "./cluster.ts";

type ProcessLogin = Exclude<Login, "admin">;

export type Processes = {
  readonly api: string;
  readonly daemon: string;
  /** Addresses of the two /metrics, by the name of the scrape job. */
  readonly metrics: Record<"futuresync-api" | "futuresync-daemon", string>;
  /** What both have written so far. */
  output(): string;
  /** SIGTERM; answers how each of the two ended. */
  stop(): Promise<(number | null)[]>;
};

/** API and daemon as processes of their own, as in production, once both answer that they are well. */
export async function startProcesses(
  database: { environment(login: ProcessLogin): Record<string, string> },
  variables: (ports: { readonly api: number }) => Record<string, string> = () => ({}),
): Promise<Processes> {
  const folder = await mkdtemp(join(tmpdir(), "futuresync-processes-"));
  const [api, apiMetrics, daemon] = [await freePort(), await freePort(), await freePort()];
  let output = "";
  const start = (file: string, login: ProcessLogin) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url))], {
      env: {
        ...database.environment(login),
        DATA_DIR: folder,
        API_PORT: String(api),
        API_METRICS_PORT: String(apiMetrics),
        DAEMON_PORT: String(daemon),
        ...variables({ api }),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    }
    return { child, exited: once(child, "exit").then(([code]) => code as number | null) };
  };
  const processes = [
    start("../../api/server.ts", "futuresync_api"),
    start("../../daemon/main.ts", "futuresync_daemon"),
  ];
  const stop = async () => {
    for (const { child } of processes) child.kill("SIGTERM");
    const codes = await Promise.all(processes.map(({ exited }) => exited));
    await rm(folder, { recursive: true, force: true });
    return codes;
  };
  try {
    await answers(`http://127.0.0.1:${api}/api/db/health`);
    await answers(`http://127.0.0.1:${daemon}/health`);
  } catch (error) {
    await stop();
    throw new Error(`API and daemon do not start:\n${output}`, { cause: error });
  }
  return {
    api: `http://127.0.0.1:${api}`,
    daemon: `http://127.0.0.1:${daemon}`,
    metrics: {
      "futuresync-api": `http://127.0.0.1:${apiMetrics}/metrics`,
      "futuresync-daemon": `http://127.0.0.1:${daemon}/metrics`,
    },
    output: () => output,
    stop,
  };
}

async function answers(url: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.status === 200) return;
    if (Date.now() > deadline) throw new Error(`${url} did not answer 200 within 20 s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
