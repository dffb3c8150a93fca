import { costOf, spreadOf } from "./alternate.ts";
import type { Spread } from "./alternate.ts";
import { holds } from "./benchmark.ts";
import type { Benchmark, Claim, Findings, Table } from "./benchmark.ts";

export type Result = {
  readonly benchmark: Benchmark;
  readonly findings: Findings;
  readonly seconds: number;
};

/** Where it was measured: never by a machine's name or a path of it. */
export type Place = {
  readonly date: string;
  readonly server: string;
  readonly node: string;
  readonly cores: number;
  /** How many wanted a processor before the bench began: more than there are, and clocks run slow for all. */
  readonly load: number;
};

/** The whole of RESULTS.md. */
export function resultsPage(place: Place, results: readonly Result[]): string {
  const seconds = Math.round(results.reduce((sum, result) => sum + result.seconds, 0));
  return [
    "# Results",
    "",
    "Written by `npm run bench`; what the figures mean is in [README.md](README.md).",
    "",
    `${place.date}, PostgreSQL ${place.server}, Node ${place.node}, ${place.cores} cores, ${seconds} s for all.`,
    `When it began the load of the machine was ${place.load.toFixed(1)}: beyond ${place.cores} the rates are not the machine's best.`,
    "",
    "The server is the embedded one of the product with its settings: initdb's own, every commit waits for the disk.",
    "",
    "| Claim | Measured | Limit | |",
    "| --- | --- | --- | --- |",
    ...results.flatMap(({ findings }) => findings.claims.map(claimRow)),
    ...results.flatMap(section),
    "",
  ].join("\n");
}

function section({ benchmark, findings }: Result): string[] {
  return [
    "",
    `## ${benchmark.title}`,
    "",
    `\`npm run bench -- ${benchmark.name}\`. ${benchmark.compares}`,
    ...findings.tables.flatMap(tableLines),
  ];
}

function tableLines({ caption, unit, measured, against }: Table): string[] {
  const cost = (name: string): string[] => {
    if (against === undefined) return [];
    return [name === against ? "" : spread(costOf(measured, against, name), "percent")];
  };
  const more = against === undefined ? [] : [`${against} costs more by`];
  return [
    "",
    row([caption, `${unit} a second, median`, "middle half of the rounds", ...more]),
    row(["---", "---:", "---:", ...more.map(() => "---:")]),
    ...measured.map(({ name, rates }) => {
      const { median, from, to } = spreadOf(rates);
      return row([name, count(median), `${count(from)} to ${count(to)}`, ...cost(name)]);
    }),
  ];
}

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** The same for a terminal. */
export const tableText = (table: Table): string => tableLines(table).slice(1).join("\n");

const claimRow = (claim: Claim): string =>
  row([claim.says, shown(claim), limitOf(claim), verdict(claim)]);

/** The same for a terminal. */
export const claimLine = (claim: Claim): string =>
  `  ${[claim.says, shown(claim), limitOf(claim), verdict(claim)].filter((part) => part !== "").join("; ")}`;

function verdict(claim: Claim): string {
  if (claim.limit === undefined) return "";
  return holds(claim) ? "holds" : "DOES NOT HOLD";
}

const WRITE: Record<Claim["unit"], (value: number) => string> = {
  percent: (value) => `${(value * 100).toFixed(1)} %`,
  times: (value) => `${value.toFixed(2)} ×`,
  "per second": (value) => `${count(value)} a second`,
  MB: (value) => `${count(value)} MB`,
};

const shown = ({ value, unit }: Claim): string => spread(value, unit);

const spread = (value: Spread, unit: Claim["unit"]): string =>
  value.from === value.to
    ? WRITE[unit](value.median)
    : `${WRITE[unit](value.median)} (${range(value, unit)})`;

const range = ({ from, to }: Spread, unit: Claim["unit"]): string =>
  `${WRITE[unit](from)} to ${WRITE[unit](to)}`;

const limitOf = ({ limit, unit }: Claim): string =>
  limit === undefined ? "" : `${limit.is} ${WRITE[unit](limit.value)}`;

/** 12345.6 as 12,346, and 0.123 as 0.12. */
function count(value: number): string {
  return value < 100
    ? String(Number(value.toPrecision(2)))
    : Math.round(value).toLocaleString("en-GB");
}
