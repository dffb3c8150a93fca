import type { Node } from "libpg-query";
import type { Migration } from "./read-migration.ts";

/** What the migrations before one have made: some rules hang on it. */
export type History = {
  /** Domains with a CHECK. */
  readonly domains: ReadonlySet<string>;
  readonly partitioned: ReadonlySet<string>;
  /** `table.column` of which a validated CHECK says that it is not null. */
  readonly notNull: ReadonlySet<string>;
};

export function readHistory(earlier: readonly Migration[]): History {
  const domains = new Set<string>();
  const partitioned = new Set<string>();
  const notNull = new Set<string>();
  const claimed = new Map<string, string>();
  for (const { node } of earlier.flatMap(({ statements }) => statements)) {
    if ("CreateDomainStmt" in node) {
      const { domainname, constraints } = node.CreateDomainStmt;
      if ((constraints ?? []).length > 0) domains.add(lastName(domainname));
    } else if ("CreateStmt" in node && node.CreateStmt.partspec !== undefined) {
      partitioned.add(node.CreateStmt.relation?.relname ?? "");
    } else if ("AlterTableStmt" in node) {
      const table = node.AlterTableStmt.relation?.relname ?? "";
      for (const command of node.AlterTableStmt.cmds ?? []) {
        if (!("AlterTableCmd" in command)) continue;
        const { subtype, name = "", def } = command.AlterTableCmd;
        if (subtype === "AT_AddConstraint" && def !== undefined && "Constraint" in def) {
          const column = notNullColumn(def.Constraint.raw_expr);
          if (column !== undefined) {
            claimed.set(`${table}.${def.Constraint.conname ?? ""}`, `${table}.${column}`);
          }
        } else if (subtype === "AT_ValidateConstraint") {
          const column = claimed.get(`${table}.${name}`);
          if (column !== undefined) notNull.add(column);
        }
      }
    }
  }
  return { domains, partitioned, notNull };
}

/** The column of `CHECK (column IS NOT NULL)`. */
function notNullColumn(expression: Node | undefined): string | undefined {
  if (expression === undefined || !("NullTest" in expression)) return undefined;
  const { nulltesttype, arg } = expression.NullTest;
  if (nulltesttype !== "IS_NOT_NULL" || arg === undefined || !("ColumnRef" in arg))
    return undefined;
  return lastName(arg.ColumnRef.fields);
}

/** The name in `schema.name`. */
export function lastName(parts: readonly Node[] | undefined): string {
  const last = parts?.at(-1);
  return last !== undefined && "String" in last ? (last.String.sval ?? "") : "";
}
