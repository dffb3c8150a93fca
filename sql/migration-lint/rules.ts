import type { AlterTableCmd, ColumnDef, Constraint, Node, RangeVar } from "libpg-query";
import { lastName } from "./history.ts";
import type { History } from "./history.ts";
import type { Migration, Statement } from "./read-migration.ts";

type Context = { readonly migration: Migration; readonly history: History };

export type Rule = {
  readonly id: string;
  /** What it would do to a live table, and what to write instead. */
  readonly says: string;
  readonly breaks: (statement: Statement, context: Context) => boolean;
};

/** Tables of tens or hundreds of rows by their nature: a scan or a rewrite of them is over at once. */
const SMALL = new Set([
  "achievements",
  "audit_epochs",
  "gdpr_request_transitions",
  "staff",
  "staff_permissions",
  "staff_roles",
]);

/** Whether a statement on the table would meet rows by the million, and people who wait for them. */
function isLive(relation: RangeVar | undefined, { migration }: Context): boolean {
  const name = relation?.relname ?? "";
  return !SMALL.has(name) && !migration.made.has(name);
}

type Change = { readonly table: RangeVar | undefined; readonly command: AlterTableCmd };

function changes({ node }: Statement): Change[] {
  if (!("AlterTableStmt" in node) || node.AlterTableStmt.objtype !== "OBJECT_TABLE") return [];
  const { relation, cmds = [] } = node.AlterTableStmt;
  return cmds.flatMap((command) =>
    "AlterTableCmd" in command ? [{ table: relation, command: command.AlterTableCmd }] : [],
  );
}

/** A rule about one kind of ALTER TABLE, on live tables. */
const onChange =
  (test: (command: AlterTableCmd, context: Context, table: string) => boolean): Rule["breaks"] =>
  (statement, context) =>
    changes(statement).some(
      ({ table, command }) =>
        isLive(table, context) && test(command, context, table?.relname ?? ""),
    );

const onNewColumn = (
  test: (column: ColumnDef, constraints: Constraint[], context: Context) => boolean,
): Rule["breaks"] =>
  onChange(({ subtype, def }, context) => {
    if (subtype !== "AT_AddColumn" || def === undefined || !("ColumnDef" in def)) return false;
    const constraints = (def.ColumnDef.constraints ?? []).flatMap((node) =>
      "Constraint" in node ? [node.Constraint] : [],
    );
    return test(def.ColumnDef, constraints, context);
  });

const onNewConstraint = (test: (constraint: Constraint) => boolean): Rule["breaks"] =>
  onChange(
    ({ subtype, def }) =>
      subtype === "AT_AddConstraint" &&
      def !== undefined &&
      "Constraint" in def &&
      test(def.Constraint),
  );

/** Constants, casts of them and the transaction's time are read once; anything else for each row. */
function isConstant(node: Node | undefined): boolean {
  if (node === undefined) return false;
  if ("A_Const" in node || "SQLValueFunction" in node) return true;
  if ("TypeCast" in node) return isConstant(node.TypeCast.arg);
  if ("A_ArrayExpr" in node) return (node.A_ArrayExpr.elements ?? []).every(isConstant);
  return "FuncCall" in node && lastName(node.FuncCall.funcname) === "now";
}

const SERIAL = new Set(["serial", "bigserial", "smallserial", "serial4", "serial8"]);

function isConcurrent({ node }: Statement): boolean {
  if ("IndexStmt" in node) return node.IndexStmt.concurrent === true;
  if ("DropStmt" in node) return node.DropStmt.concurrent === true;
  if ("ReindexStmt" in node) return hasOption(node.ReindexStmt.params, "concurrently");
  return false;
}

const hasOption = (options: readonly Node[] | undefined, name: string): boolean =>
  (options ?? []).some((option) => "DefElem" in option && option.DefElem.defname === name);

const isDetach = (command: AlterTableCmd): boolean =>
  command.subtype === "AT_DetachPartition" &&
  !(
    command.def !== undefined &&
    "PartitionCmd" in command.def &&
    command.def.PartitionCmd.concurrent
  );

/** What waits for no lock of a whole table, and so may run without the migrator's lock_timeout. */
function mayRunOutside(statement: Statement): boolean {
  const { node, block } = statement;
  if (block !== undefined) {
    return ["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt"].some((kind) => kind in node);
  }
  return isConcurrent(statement) || "DoStmt" in node || "VacuumStmt" in node;
}

function changedTable(node: Node): RangeVar | undefined {
  if ("UpdateStmt" in node) return node.UpdateStmt.relation;
  return "DeleteStmt" in node ? node.DeleteStmt.relation : undefined;
}

export const RULES: readonly Rule[] = [
  {
    id: "index-concurrently",
    says: "CREATE INDEX stops every write of the table: CONCURRENTLY (recipe 6)",
    breaks: ({ node }, context) => {
      if (!("IndexStmt" in node)) return false;
      const { relation, concurrent } = node.IndexStmt;
      // ON ONLY a partitioned table makes the parent's index alone, which holds nothing yet.
      const isParentOnly =
        relation?.inh !== true && context.history.partitioned.has(relation?.relname ?? "");
      return concurrent !== true && !isParentOnly && isLive(relation, context);
    },
  },
  {
    id: "drop-index-concurrently",
    says: "DROP INDEX stops every reader of the table: CONCURRENTLY (recipe 6)",
    breaks: ({ node }) =>
      "DropStmt" in node &&
      node.DropStmt.removeType === "OBJECT_INDEX" &&
      node.DropStmt.concurrent !== true,
  },
  {
    id: "run-again",
    says: "what is killed between its work and its record runs again: IF NOT EXISTS, IF EXISTS (recipe 6)",
    breaks: ({ node }) =>
      ("IndexStmt" in node && node.IndexStmt.concurrent && !node.IndexStmt.if_not_exists) ||
      ("DropStmt" in node && node.DropStmt.concurrent && !node.DropStmt.missing_ok) ||
      false,
  },
  {
    id: "no-transaction",
    says: "CONCURRENTLY and batches, alone in a file whose first line is `-- no transaction`, and nothing else in such a file: elsewhere it waits for its lock without end",
    breaks: (statement, { migration }) => {
      if (migration.isTransactional) {
        return isConcurrent(statement) || statement.block?.commits === true;
      }
      const isAlone = migration.statements.filter(({ block }) => block === undefined).length === 1;
      return !isAlone || !mayRunOutside(statement);
    },
  },
  {
    id: "constraint-not-valid",
    says: "the check of every row stops all writes: NOT VALID, then VALIDATE in a migration of its own (recipe 5)",
    breaks: onNewConstraint(
      ({ contype, skip_validation }) =>
        (contype === "CONSTR_CHECK" || contype === "CONSTR_FOREIGN") && skip_validation !== true,
    ),
  },
  {
    id: "constraint-using-index",
    says: "builds an index under a lock that stops all reads: CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … USING INDEX (recipe 5)",
    breaks: onNewConstraint(
      ({ contype, indexname }) =>
        contype === "CONSTR_EXCLUSION" ||
        ((contype === "CONSTR_UNIQUE" || contype === "CONSTR_PRIMARY") && indexname === undefined),
    ),
  },
  {
    id: "validate-first",
    says: "VALIDATE reads the whole table, and every lock taken before it in the transaction is held as long: first in its file (recipe 5)",
    breaks: (statement, { migration }) =>
      isValidation(statement) &&
      !migration.statements.slice(0, migration.statements.indexOf(statement)).every(isValidation),
  },
  {
    id: "column-rewrites",
    says: "a default that differs by row, IDENTITY, GENERATED and serial write the whole table anew under a lock: a constant or none, then a backfill (recipes 1, 2)",
    breaks: onNewColumn(
      ({ typeName }, constraints) =>
        SERIAL.has(lastName(typeName?.names)) ||
        constraints.some(
          ({ contype, raw_expr }) =>
            contype === "CONSTR_IDENTITY" ||
            contype === "CONSTR_GENERATED" ||
            (contype === "CONSTR_DEFAULT" && !isConstant(raw_expr)),
        ),
    ),
  },
  {
    id: "column-domain",
    says: "a new column of a domain with a CHECK writes the whole table anew, NULL or not: the plain type, and a CHECK NOT VALID (recipe 1)",
    breaks: onNewColumn(({ typeName }, _, { history }) =>
      history.domains.has(lastName(typeName?.names)),
    ),
  },
  {
    id: "column-not-null",
    says: "NOT NULL without a default fails on a table that has rows (recipe 1)",
    breaks: onNewColumn(
      (_, constraints) =>
        constraints.some(({ contype }) => contype === "CONSTR_NOTNULL") &&
        !constraints.some(({ contype }) => contype === "CONSTR_DEFAULT"),
    ),
  },
  {
    id: "column-constraint",
    says: "CHECK, UNIQUE and, with a default, REFERENCES in ADD COLUMN read the whole table under a lock: a constraint of its own (recipe 5)",
    breaks: onNewColumn((_, constraints) => {
      const kinds = new Set(constraints.map(({ contype }) => contype));
      return (
        kinds.has("CONSTR_CHECK") ||
        kinds.has("CONSTR_UNIQUE") ||
        kinds.has("CONSTR_PRIMARY") ||
        (kinds.has("CONSTR_FOREIGN") && kinds.has("CONSTR_DEFAULT"))
      );
    }),
  },
  {
    id: "column-type",
    says: "ALTER COLUMN TYPE writes the whole table anew under a lock: a new column beside it (recipe 3)",
    breaks: onChange(({ subtype }) => subtype === "AT_AlterColumnType"),
  },
  {
    id: "set-not-null",
    says: "SET NOT NULL reads the whole table under a lock unless an earlier migration has validated CHECK (column IS NOT NULL) (recipe 5)",
    breaks: onChange(
      ({ subtype, name = "" }, { history }, table) =>
        subtype === "AT_SetNotNull" && !history.notNull.has(`${table}.${name}`),
    ),
  },
  {
    id: "rename",
    says: "the release that runs still uses the old name: expand and contract (recipe 3)",
    breaks: ({ node }, { migration }) => {
      if ("AlterObjectSchemaStmt" in node) {
        return node.AlterObjectSchemaStmt.objectType === "OBJECT_TABLE";
      }
      if (!("RenameStmt" in node)) return false;
      const { renameType, relation } = node.RenameStmt;
      return (
        ["OBJECT_TABLE", "OBJECT_COLUMN", "OBJECT_VIEW"].includes(renameType ?? "") &&
        !migration.made.has(relation?.relname ?? "")
      );
    },
  },
  {
    id: "drop-in-use",
    says: "the release that runs may still use it, and it does not come back: `-- allows drop-in-use: …` says since when nothing does (recipe 4)",
    breaks: (statement) =>
      ("DropStmt" in statement.node &&
        ["OBJECT_TABLE", "OBJECT_VIEW"].includes(statement.node.DropStmt.removeType ?? "")) ||
      changes(statement).some(({ command }) => command.subtype === "AT_DropColumn"),
  },
  {
    id: "whole-table",
    says: "stops every reader of the table for as long as it takes",
    breaks: (statement, context) => {
      const { node } = statement;
      if ("ClusterStmt" in node || "LockStmt" in node) return true;
      if ("VacuumStmt" in node) return hasOption(node.VacuumStmt.options, "full");
      if ("ReindexStmt" in node) return !isConcurrent(statement);
      if ("RefreshMatViewStmt" in node) return node.RefreshMatViewStmt.concurrent !== true;
      if ("TruncateStmt" in node) {
        return (node.TruncateStmt.relations ?? []).some(
          (relation) => "RangeVar" in relation && isLive(relation.RangeVar, context),
        );
      }
      return changes(statement).some(
        ({ table, command }) =>
          isLive(table, context) &&
          (isDetach(command) ||
            ["AT_SetLogged", "AT_SetUnLogged", "AT_SetTableSpace", "AT_SetAccessMethod"].includes(
              command.subtype ?? "",
            )),
      );
    },
  },
  {
    id: "batches",
    says: "UPDATE and DELETE of a table at once hold every row's lock to the end and leave as many dead: in batches that commit (recipe 2)",
    breaks: ({ node, block }, context) => {
      const table = changedTable(node);
      return table !== undefined && isLive(table, context) && block?.commits !== true;
    },
  },
  {
    id: "domain-not-valid",
    says: "a domain's new CHECK is held against every column of it, without writes meanwhile: NOT VALID, and never VALIDATE (recipe 7)",
    breaks: ({ node }) => {
      if (!("AlterDomainStmt" in node)) return false;
      const { subtype, def } = node.AlterDomainStmt;
      const isChecked =
        def !== undefined && "Constraint" in def && def.Constraint.skip_validation !== true;
      return subtype === "V" || subtype === "O" || (subtype === "C" && isChecked);
    },
  },
  {
    id: "own-timeout",
    says: "the migrator says how long a lock is waited for (sql/database/apply-migrations.ts)",
    breaks: ({ node }) =>
      "VariableSetStmt" in node &&
      ["lock_timeout", "statement_timeout"].includes(node.VariableSetStmt.name ?? ""),
  },
];

function isValidation(statement: Statement): boolean {
  const found = changes(statement);
  return (
    found.length > 0 && found.every(({ command }) => command.subtype === "AT_ValidateConstraint")
  );
}
