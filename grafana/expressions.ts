import { readFileSync } from "node:fs";
import { parser } from "@prometheus-io/lezer-promql";
import { parse } from "yaml";
import { z } from "zod";

const target = z.object({ expr: z.string(), legendFormat: z.string() });
const panel = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string().min(1),
  description: z.string().optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  datasource: z.object({ uid: z.string() }).optional(),
  fieldConfig: z.object({ defaults: z.object({ unit: z.string() }) }).optional(),
  targets: z.array(target).default([]),
});
const dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  panels: z.array(panel),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
});
const rules = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          labels: z.object({ severity: z.enum(["page", "ticket"]) }),
          annotations: z.object({ summary: z.string().min(1), description: z.string().min(1) }),
        }),
      ),
    }),
  ),
});
const scrapeConfig = z.object({
  rule_files: z.array(z.string()),
  scrape_configs: z.array(
    z.object({
      job_name: z.string(),
      honor_labels: z.boolean().default(false),
      static_configs: z.array(z.object({ targets: z.array(z.string()) })),
    }),
  ),
});

const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8");

export const readDashboard = (file: string) => dashboard.parse(JSON.parse(read(file)));
export const readRules = (file: string) => rules.parse(parse(read(file)));
export const readScrapeConfig = (file: string) => scrapeConfig.parse(parse(read(file)));

export type Expression = {
  /** Each selected metric with the names of the labels it is matched by. */
  readonly selectors: readonly { readonly metric: string; readonly labels: readonly string[] }[];
  /** Labels named by `by`, `without`, `on` and the like. */
  readonly grouping: readonly string[];
  /** Labels that label_replace() makes. */
  readonly made: readonly string[];
};

/** What a PromQL expression asks for. Throws on what Prometheus could not parse. */
export function parseExpression(text: string): Expression {
  // Grafana puts a duration there before Prometheus sees it.
  const promql = text.replaceAll("$__rate_interval", "1m");
  const selectors: { metric: string; labels: string[] }[] = [];
  const grouping: string[] = [];
  parser.parse(promql).iterate({
    enter: (node) => {
      const source = promql.slice(node.from, node.to);
      if (node.type.isError) throw new SyntaxError(`not PromQL at ${node.from}: ${promql}`);
      if (node.name === "VectorSelector") {
        const metric = node.node.getChild("Identifier");
        if (metric === null) throw new SyntaxError(`a selector without a metric: ${source}`);
        selectors.push({ metric: promql.slice(metric.from, metric.to), labels: [] });
      } else if (node.name === "LabelName") {
        if (node.matchContext(["LabelMatchers", "UnquotedLabelMatcher"])) {
          selectors.at(-1)?.labels.push(source);
        } else {
          grouping.push(source);
        }
      }
    },
  });
  const made = [...promql.matchAll(/label_replace\(.*?, "(\w+)", "\$/g)].flatMap(([, name]) =>
    name === undefined ? [] : [name],
  );
  return { selectors, grouping, made };
}

/** Names of metrics with at least one series, and the names of their labels. */
export function parseScrape(text: string): Map<string, Set<string>> {
  const metrics = new Map<string, Set<string>>();
  for (const line of text.split("\n")) {
    const series = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? /.exec(line);
    if (series?.[1] === undefined) continue;
    const labels = metrics.get(series[1]) ?? new Set<string>();
    for (const [, name] of (series[2] ?? "").matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)) {
      if (name !== undefined) labels.add(name);
    }
    metrics.set(series[1], labels);
  }
  return metrics;
}
