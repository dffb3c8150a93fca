import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../sql/testing/database.ts";
import {
  parseExpression,
  parseScrape,
  readDashboard,
  readRules,
  readScrapeConfig,
} from "./expressions.ts";
import { startProcesses } from "../sql/testing/processes.ts";
import type { Processes } from "../sql/testing/processes.ts";

const dashboard = readDashboard("./dashboards/futuresync-overview.json");
const rules = readRules("./prometheus/futuresync.rules.yml");
const scrape = readScrapeConfig("./prometheus/prometheus.yml");

const panels = dashboard.panels.filter((panel) => panel.type !== "row");
const expressions = [
  ...panels.flatMap((panel) =>
    panel.targets.map(({ expr, legendFormat }) => ({ where: panel.title, expr, legendFormat })),
  ),
  ...rules.groups.flatMap((group) =>
    group.rules.map(({ alert, expr, annotations }) => ({
      where: alert,
      expr,
      legendFormat: `${annotations.summary} ${annotations.description}`,
    })),
  ),
];
/** Given by Prometheus itself to every series, and the metric it makes of each scrape. */
const TARGET_LABELS = ["job", "instance"];

describe("every expression of the dashboard and the rules", async () => {
  const database = await createTestDatabase();
  let stack: Processes;
  const metrics = new Map<string, Set<string>>([["up", new Set()]]);

  beforeAll(async () => {
    stack = await startProcesses(database);
    await fetch(`${stack.api}/api/users`);
    for (const { job_name } of scrape.scrape_configs) {
      const address = Object.entries(stack.metrics).find(([job]) => job === job_name)?.[1];
      if (address === undefined) throw new Error(`nothing of the stack is scraped as ${job_name}`);
      const text = await (await fetch(address)).text();
      for (const [metric, labels] of parseScrape(text)) {
        metrics.set(metric, new Set([...(metrics.get(metric) ?? []), ...labels]));
      }
    }
  }, 60_000);
  afterAll(async () => {
    await stack.stop();
    await database.drop();
  });

  test.each(expressions)("asks for what a scrape of the running stack has: $where", ({ expr }) => {
    const { selectors, grouping, made } = parseExpression(expr);
    expect(selectors.length).toBeGreaterThan(0);
    const known = new Set([...TARGET_LABELS, ...made]);
    for (const { metric, labels } of selectors) {
      expect([...metrics.keys()]).toContain(metric);
      const own = [...(metrics.get(metric) ?? []), ...TARGET_LABELS];
      for (const label of labels) expect(own).toContain(label);
      for (const label of own) known.add(label);
    }
    for (const label of grouping) expect([...known]).toContain(label);
  });

  test.each(expressions)("keeps the labels its text names: $where", ({ expr, legendFormat }) => {
    const named = [...legendFormat.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)];
    const { grouping } = parseExpression(expr);
    for (const [, label] of named) expect(grouping).toContain(label);
  });

  test("each figure of the audit trail stands on the dashboard and has an alert", () => {
    const figures = [...metrics.keys()].filter((name) => name.startsWith("futuresync_audit_"));
    expect(figures.length).toBeGreaterThanOrEqual(4);
    const shown = panels.flatMap((panel) => panel.targets.map(({ expr }) => expr)).join(" ");
    const alarming = rules.groups.flatMap((group) => group.rules.map(({ expr }) => expr)).join(" ");
    expect(figures.filter((name) => !shown.includes(name))).toEqual([]);
    expect(figures.filter((name) => !alarming.includes(name))).toEqual([]);
  });

  test("a metric that is not there and a broken expression are found", () => {
    expect(parseExpression('sum by (job) (rate(no_such_thing{a="b"}[5m]))')).toEqual({
      selectors: [{ metric: "no_such_thing", labels: ["a"] }],
      grouping: ["job"],
      made: [],
    });
    expect(metrics.has("no_such_thing")).toBe(false);
    expect(() => parseExpression("sum by (job) (rate(up[5m])")).toThrow(SyntaxError);
  });
});

describe("the dashboard", () => {
  test("reads from whatever Prometheus is chosen", () => {
    expect(dashboard.templating.list).toMatchObject([{ name: "datasource", type: "datasource" }]);
    for (const panel of panels) expect(panel.datasource?.uid).toBe("${datasource}");
  });

  test("gives each panel an id, a unit, a reason to be there and a place of its own", () => {
    const ids = dashboard.panels.map((panel) => panel.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const panel of panels) {
      expect(panel).toMatchObject({
        description: expect.stringMatching(/.{10}/),
        fieldConfig: { defaults: { unit: expect.stringMatching(/./) } },
      });
    }
    const taken = new Set<string>();
    for (const { gridPos } of dashboard.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.has(`${x},${y}`)).toBe(false);
          taken.add(`${x},${y}`);
        }
      }
    }
  });
});

describe("the scrape config", () => {
  test("finds both processes at their default ports, and the rules", () => {
    expect(scrape).toMatchObject({
      rule_files: ["futuresync.rules.yml"],
      scrape_configs: [
        { job_name: "futuresync-api", static_configs: [{ targets: ["127.0.0.1:9465"] }] },
        { job_name: "futuresync-daemon", static_configs: [{ targets: ["127.0.0.1:9464"] }] },
      ],
    });
  });

  test("keeps the daemon's own label `job`", () => {
    const daemon = scrape.scrape_configs.find(({ job_name }) => job_name === "futuresync-daemon");
    expect(daemon?.honor_labels).toBe(true);
  });
});
