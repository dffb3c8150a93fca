import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../sql/testing/cluster.ts";
import type { TestDatabase } from "../sql/testing/database.ts";

export type Stack = {
  readonly api: string;
  /** Addresses of the two /metrics, by the name of the scrape job. */
  readonly metrics: Record<"futuresync-api" | "futuresync-daemon", string>;
  stop(): Promise<void>;
};

/** API and daemon as processes of their own on a test database, as Prometheus meets them. */
export async function startStack(database: TestDatabase): Promise<Stack> {
  const folder = await mkdtemp(join(tmpdir(), "futuresync-grafana-"));
  const [api, apiMetrics, daemon] = [await freePort(), await freePort(), await freePort()];
  const start = (file: string, login: "futuresync_api" | "futuresync_daemon") => {
    const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url))], {
      env: {
        ...database.environment(login),
        DATA_DIR: folder,
        API_PORT: String(api),
        API_METRICS_PORT: String(apiMetrics),
        DAEMON_PORT: String(daemon),
      },
      stdio: ["ignore", "ignore", "inherit"],
    });
    return { child, exited: once(child, "exit") };
  };
  const processes = [
    start("../api/server.ts", "futuresync_api"),
    start("../daemon/main.ts", "futuresync_daemon"),
  ];
  const stop = async () => {
    for (const { child } of processes) child.kill("SIGTERM");
    await Promise.all(processes.map(({ exited }) => exited));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await answers(`http://127.0.0.1:${api}/api/db/health`);
    await answers(`http://127.0.0.1:${daemon}/health`);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    api: `http://127.0.0.1:${api}`,
    metrics: {
      "futuresync-api": `http://127.0.0.1:${apiMetrics}/metrics`,
      "futuresync-daemon": `http://127.0.0.1:${daemon}/metrics`,
    },
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
