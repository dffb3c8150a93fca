import { readFileSync, readdirSync } from "node:fs";
import { asStaff } from "./support/http.ts";
import { expect, test } from "./support/test.ts";

const DASHBOARDS = new URL("../grafana/dashboards/", import.meta.url);
/** Of histograms and counters a scrape shows these series. */
const SERIES = /_(bucket|sum|count)$/;

function metricsOfDashboards(): Set<string> {
  const names = new Set<string>();
  for (const file of readdirSync(DASHBOARDS).filter((name) => name.endsWith(".json"))) {
    const text = readFileSync(new URL(file, DASHBOARDS), "utf8");
    for (const { 0: name } of text.matchAll(/\b(futuresync|nodejs|process)_[a-z0-9_]+/g)) {
      names.add(name.replace(SERIES, ""));
    }
  }
  return names;
}

async function scrape(url: string): Promise<{ text: string; names: Set<string> }> {
  const answer = await fetch(`${url}/metrics`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toContain("text/plain");
  const text = await answer.text();
  return {
    text,
    names: new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name ?? "")),
  };
}

test("both processes show every metric that the dashboard asks for", async ({ stack }) => {
  const [api, daemon] = await Promise.all([scrape(stack.apiMetrics), scrape(stack.daemon)]);
  const wanted = metricsOfDashboards();
  expect(wanted.size).toBeGreaterThan(10);
  const missing = [...wanted].filter((name) => !api.names.has(name) && !daemon.names.has(name));
  expect(missing).toEqual([]);
});

test("the figures move: requests are counted by route, jobs by name", async ({ stack }) => {
  const call = await asStaff(stack, "support");
  const { rows } = {
    rows: (await (await call("GET", "/api/users?range=[0,0]")).json()) as { id: string }[],
  };
  const id = rows[0]?.id ?? "";
  expect((await call("GET", `/api/users/${id}`)).status).toBe(200);
  const { text } = await scrape(stack.apiMetrics);
  expect(text).toMatch(
    /futuresync_http_request_duration_seconds_count\{method="GET",route="\/api\/users\/:id",status="200"\} [1-9]/,
  );
  expect(text).not.toContain(id);
  const daemon = await scrape(stack.daemon);
  expect(daemon.text).toMatch(
    /futuresync_job_runs_total\{job="make-partitions",result="succeeded"\} [1-9]/,
  );
  expect(daemon.text).toMatch(/futuresync_partition_covers_now\{table="audit_log"\} 1/);
  expect(daemon.text).toMatch(/futuresync_database_up 1/);
});

test("the audit trail is sealed by itself, and its heads are in the ledger", async ({ stack }) => {
  const figure = async (name: string) =>
    Number(
      new RegExp(`^futuresync_audit_${name} (\\S+)$`, "m").exec(
        (await scrape(stack.daemon)).text,
      )?.[1],
    );
  // Read every 15 s: the first reading may be older than the first seal.
  await expect
    .poll(() => figure("last_seal_timestamp_seconds"), { timeout: 60_000 })
    .toBeGreaterThan(Date.now() / 1000 - 300);
  expect(await figure("ledger_behind_seals")).toBeLessThan(10);
  expect(await figure("ledger_behind_seals")).toBeGreaterThanOrEqual(0);
});

test("the daemon says that it is healthy, and the public port gives no metrics", async ({
  stack,
}) => {
  const health = await fetch(`${stack.daemon}/health`);
  expect(health.status).toBe(200);
  expect(await health.json()).toMatchObject({ status: "ok" });
  expect((await fetch(`${stack.origin}/metrics`)).status).toBe(404);
});
