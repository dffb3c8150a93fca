import { loadSql } from "../../database/load-sql.ts";
import type { Transaction } from "../../database/transaction.ts";
import type { Findings } from "./findings.ts";

const DESCRIBE = loadSql(import.meta.url, "../../database/describe-schema.sql");
const SELECT_PARTITION_TRIGGERS = loadSql(import.meta.url, "./select-partition-triggers.sql");
/** The schema that the migrations make: generated, and compared with the live one by a test. */
const SCHEMA = loadSql(import.meta.url, "../../database/schema.txt");

/** By their names: what writes, redacts, guards and shows the trail. */
const TRAIL_FUNCTION =
  /^function (audit_|append_audit_|record_event|redact_audit_|unredacted_audit_|forget_audit_|refuse_|check_audit_)/;
/** Of any table: the trigger that makes its events. */
const AUDITING = /^TRIGGER .* EXECUTE FUNCTION audit_\w+\(/;
const TRAIL_TABLE = /^table (audit_\w+|installation)$/;
const PARENT = "table audit_log";

type Lines = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * That the triggers which make the events, those which guard the trail, and the trail's own functions are
 * the ones that the migrations make, at this moment: what was switched off in between and on again left no
 * mark here. A database that a newer version migrated differs too.
 */
export async function checkGuards(
  tx: Transaction,
  partitions: readonly string[],
  findings: Findings,
): Promise<void> {
  const wanted = linesOf(readSchema());
  const described = await tx.rows<{ object: string; line: string }>(DESCRIBE);
  const found = linesOf(described);
  for (const object of new Set([...wanted.keys(), ...found.keys()])) {
    // A month that was detached: its events are no longer read.
    if (object.startsWith("table ") && !wanted.has(object)) continue;
    compare(object, wanted.get(object), found.get(object), findings);
  }
  const rows = await tx.rows<{ partition: string; line: string }>(SELECT_PARTITION_TRIGGERS);
  const byPartition = Map.groupBy(rows, ({ partition }) => partition);
  for (const partition of partitions) {
    const lines = (byPartition.get(partition) ?? []).map(({ line }) =>
      unqualified(line).replace(` ON ${partition} `, " ON audit_log "),
    );
    compare(`table ${partition}`, wanted.get(PARENT), new Set(lines), findings);
  }
}

function* readSchema(): Generator<{ object: string; line: string }> {
  let object = "";
  for (const line of SCHEMA.split("\n")) {
    if (line.startsWith("  ")) yield { object, line: line.slice(2) };
    else object = line;
  }
}

function linesOf(described: Iterable<{ object: string; line: string }>): Lines {
  const lines = new Map<string, Set<string>>();
  for (const { object, line } of described) {
    const name = unqualified(object);
    const text = unqualified(line);
    if (!isOfTrail(name, text)) continue;
    const known = lines.get(name);
    if (known === undefined) lines.set(name, new Set([text]));
    else known.add(text);
  }
  return lines;
}

function isOfTrail(object: string, line: string): boolean {
  if (TRAIL_FUNCTION.test(object)) return true;
  return line.startsWith("TRIGGER ") && (TRAIL_TABLE.test(object) || AUDITING.test(line));
}

/** Names are printed with their schema where it is not in the search path, as in the verifier's session. */
const unqualified = (text: string): string => text.replaceAll(/\bpublic\./g, "");

function compare(
  object: string,
  wanted: ReadonlySet<string> = new Set(),
  found: ReadonlySet<string> = new Set(),
  findings: Findings,
): void {
  const lacks = [...wanted].filter((line) => !found.has(line));
  const has = [...found].filter((line) => !wanted.has(line));
  if (lacks.length === 0 && has.length === 0) return;
  const says = `${object} is not as it was made: ${[
    ...lacks.map((line) => `it lacks "${line}"`),
    ...has.map((line) => `it has "${line}"`),
  ].join(", ")}`;
  findings.add({ check: "guard", partition: object.replace(/^table /, ""), says });
}
