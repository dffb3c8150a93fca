import { hasSqlDetails, loadModule, parsePlPgSQLSync, parseSync } from "libpg-query";
import type { Node } from "libpg-query";

await loadModule();

export type Statement = {
  readonly node: Node;
  /** In the file, from 1. */
  readonly line: number;
  /** Set inside a DO block: whether the block commits as it goes. */
  readonly block?: { readonly commits: boolean };
};

export type Migration = {
  /** Name of the file, without its ending. */
  readonly name: string;
  readonly isTransactional: boolean;
  /** Of the file and of its DO blocks, in order. Bodies of functions run later and are not among them. */
  readonly statements: readonly Statement[];
  /** Lines of DO blocks that run text they put together: nobody can read that beforehand. */
  readonly dynamic: readonly number[];
  /** Tables this file makes: nobody reads them yet. */
  readonly made: ReadonlySet<string>;
  /** `-- allows RULE: WHY` */
  readonly allows: readonly {
    readonly rule: string;
    readonly why: string;
    readonly line: number;
  }[];
};

/** The place of a syntax error, for the person who wrote it. */
export class MigrationSyntaxError extends Error {}

/** Parses a .sql migration with PostgreSQL's own parser. */
export function readMigration(name: string, text: string): Migration {
  const bytes = Buffer.from(text);
  const statements: Statement[] = [];
  const dynamic: number[] = [];
  for (const raw of parse(name, text).stmts ?? []) {
    if (raw.stmt === undefined) continue;
    const begin = raw.stmt_location ?? 0; // In bytes.
    const source = bytes.subarray(begin, begin + (raw.stmt_len ?? bytes.length)).toString("utf8");
    const leading = /^(?:\s+|--[^\n]*)*/.exec(source)?.[0] ?? "";
    const line = lineAt(bytes.subarray(0, begin).toString("utf8") + leading);
    statements.push({ node: raw.stmt, line });
    if (!("DoStmt" in raw.stmt)) continue;
    const block = readBlock(source);
    if (block.isDynamic) dynamic.push(line);
    for (const query of block.queries) {
      for (const { stmt } of parse(name, query).stmts ?? []) {
        if (stmt) statements.push({ node: stmt, line, block: { commits: block.commits } });
      }
    }
  }
  return {
    name,
    isTransactional: !text.startsWith("-- no transaction\n"),
    statements,
    dynamic,
    made: new Set(statements.flatMap(({ node }) => madeTable(node) ?? [])),
    allows: [...text.matchAll(/^-- allows ([a-z-]+):(.*)$/gm)].map((match) => ({
      rule: match[1] ?? "",
      why: (match[2] ?? "").trim(),
      line: lineAt(text.slice(0, match.index)),
    })),
  };
}

function parse(name: string, text: string) {
  try {
    return parseSync(text);
  } catch (error) {
    if (!hasSqlDetails(error)) throw error;
    const line = lineAt(text.slice(0, error.sqlDetails?.cursorPosition));
    throw new MigrationSyntaxError(`${name}:${line}: ${error.message}`, { cause: error });
  }
}

const lineAt = (before: string): number => before.split("\n").length;

function madeTable(node: Node): string | undefined {
  if ("CreateStmt" in node) return node.CreateStmt.relation?.relname;
  if ("CreateTableAsStmt" in node) return node.CreateTableAsStmt.into?.rel?.relname;
  return undefined;
}

type Block = { queries: string[]; commits: boolean; isDynamic: boolean };

/** PL/pgSQL is parsed into other trees, which have no published types: what is wanted is named. */
function readBlock(source: string): Block {
  const block: Block = { queries: [], commits: false, isDynamic: false };
  visit(parsePlPgSQLSync(source), block);
  return block;
}

/** parseMode of an expression that is a whole statement (RAW_PARSE_DEFAULT). */
const WHOLE_STATEMENT = 0;

function visit(value: unknown, block: Block): void {
  if (typeof value !== "object" || value === null) return;
  if ("query" in value && typeof value.query === "string" && "parseMode" in value) {
    if (value.parseMode === WHOLE_STATEMENT) block.queries.push(value.query);
  }
  if ("PLpgSQL_stmt_commit" in value) block.commits = true;
  if ("PLpgSQL_stmt_dynexecute" in value || "PLpgSQL_stmt_dynfors" in value) block.isDynamic = true;
  for (const inner of Object.values(value)) visit(inner, block);
}
