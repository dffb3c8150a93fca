import { readHistory } from "./history.ts";
import { MigrationSyntaxError, readMigration } from "./read-migration.ts";
import type { Migration } from "./read-migration.ts";
import { RULES } from "./rules.ts";

/** The first release: made on an empty database, where nothing waits. Judged is what came after. */
const BASELINE = "0101_health_grants";

export type Source = { readonly file: string; readonly text: string };

/**
 * What would hurt a live table of ten million rows, one line each: `0110_x.sql:3: index-concurrently:
 * …`. `-- allows RULE: WHY` in a file takes the rule away from it; what allows nothing is a finding too.
 * Sources in the order of their numbers.
 */
export function lintMigrations(sources: readonly Source[]): string[] {
  const findings: string[] = [];
  const earlier: Migration[] = [];
  for (const { file, text } of sources) {
    const isJudged = file.replace(/\.\w+$/, "") > BASELINE;
    if (!file.endsWith(".sql")) {
      if (isJudged) findings.push(`${file}: not-sql: only .sql can be read here`);
      continue;
    }
    try {
      const migration = readMigration(file, text);
      if (isJudged) findings.push(...judge(migration, earlier));
      earlier.push(migration);
    } catch (error) {
      if (!(error instanceof MigrationSyntaxError)) throw error;
      findings.push(error.message);
    }
  }
  return findings;
}

function judge(migration: Migration, earlier: readonly Migration[]): string[] {
  const context = { migration, history: readHistory(earlier) };
  const found = [
    ...migration.dynamic.map((line) => ({
      line,
      id: "dynamic",
      says: "EXECUTE runs what nobody can read beforehand: write the statements out",
    })),
    ...RULES.flatMap(({ id, says, breaks }) =>
      migration.statements
        .filter((statement) => breaks(statement, context))
        .map(({ line }) => ({ line, id, says })),
    ),
  ];
  const { name, allows } = migration;
  const allowed = new Set(allows.filter(({ why }) => why !== "").map(({ rule }) => rule));
  const broken = new Set(found.map(({ id }) => id));
  return [
    ...found
      .filter(({ id }) => !allowed.has(id))
      .map(({ line, id, says }) => `${name}:${line}: ${id}: ${says}`),
    ...allows
      .filter(({ rule, why }) => why === "" || !broken.has(rule))
      .map(
        ({ line, rule }) => `${name}:${line}: ${rule}: is allowed without a reason or without need`,
      ),
  ];
}
