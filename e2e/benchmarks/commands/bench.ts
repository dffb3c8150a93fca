import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { holds } from "../frame/benchmark.ts";
import type { Benchmark } from "../frame/benchmark.ts";
import { startBenchServer } from "../frame/database.ts";
import type { BenchServer } from "../frame/database.ts";
import { makeTrail } from "../frame/trail.ts";
import type { Trail } from "../frame/trail.ts";
import { claimLine, resultsPage, tableText } from "../frame/results.ts";
import type { Result } from "../frame/results.ts";
import { BENCHMARKS } from "../list.ts";

const QUICK = "--quick";
const RESULTS = new URL("../RESULTS.md", import.meta.url);

/** The trail is made when it is first asked for, and kept for the next. */
type Run = { readonly server: BenchServer; readonly quick: boolean; trail?: Promise<Trail> };

async function runOne(run: Run, benchmark: Benchmark): Promise<Result> {
  const { server, quick } = run;
  const events = quick ? 100_000 : 1_000_000;
  console.log(`${benchmark.name}: ${benchmark.title}`);
  const undo: (() => Promise<void>)[] = [];
  const begun = performance.now();
  try {
    const findings = await benchmark.run({
      quick,
      events,
      database: () => server.database(),
      trail: () =>
        (run.trail ??= server
          .database({ kept: true })
          .then((database) => makeTrail(database, events))),
      onEnd: (step) => undo.push(step),
    });
    for (const table of findings.tables) console.log(tableText(table));
    for (const claim of findings.claims) console.log(claimLine(claim));
    return { benchmark, findings, seconds: (performance.now() - begun) / 1000 };
  } finally {
    for (const step of undo.toReversed()) await step();
    await server.clear();
  }
}

/** Answers those asked for, or all; undefined when a name is none of them. */
function chosen(names: readonly string[]): readonly Benchmark[] | undefined {
  if (names.length === 0) return BENCHMARKS;
  const found = BENCHMARKS.filter(({ name }) => names.includes(name));
  return found.length === new Set(names).size ? found : undefined;
}

const names = process.argv.slice(2).filter((name) => name !== QUICK);
const quick = process.argv.includes(QUICK);
const wanted = chosen(names);
if (wanted === undefined) {
  console.error(`bench takes ${QUICK} and: ${BENCHMARKS.map(({ name }) => name).join(", ")}`);
  process.exit(1);
}
const [load = 0] = loadavg();
const server = await startBenchServer();
const stop = () => {
  void server.stop().finally(() => process.exit(1));
};
process.once("SIGINT", stop).once("SIGTERM", stop);
const run: Run = { server, quick };
try {
  const results: Result[] = [];
  for (const benchmark of wanted) results.push(await runOne(run, benchmark));
  // Only a whole run is kept: figures of different days do not stand beside each other.
  if (names.length === 0 && !quick) {
    const place = {
      date: new Date().toISOString().slice(0, 10),
      server: server.version,
      node: process.versions.node,
      cores: cpus().length,
      load,
    };
    writeFileSync(RESULTS, resultsPage(place, results));
    console.log("written: e2e/benchmarks/RESULTS.md");
  }
  const broken = results
    .flatMap(({ findings }) => findings.claims)
    .filter((claim) => !holds(claim));
  if (broken.length > 0) {
    console.error(`${broken.length} claims do not hold`);
    process.exitCode = 1;
  }
} finally {
  await (await run.trail)?.remove();
  await server.stop();
}
