import type pg from "pg";
import { sqlState } from "../database/errors.ts";
import { loadSql } from "../database/load-sql.ts";
import type { TestPerson } from "../testing/insert-person.ts";

const SELECT_PRIVILEGES = loadSql(import.meta.url, "./select-privileges.sql");
const SELECT_EXECUTES = loadSql(import.meta.url, "./select-executes.sql");

const ROLES = [
  "fs_member",
  "fs_org_admin",
  "fs_support",
  "fs_compliance",
  "fs_dpo",
  "fs_sre",
  "fs_auditor",
  "fs_admin",
  "fs_worker",
  "futuresync_api",
  "futuresync_daemon",
] as const;

type Privilege = {
  readonly relation: string;
  readonly name: string;
  /** Rows are kept from somebody: by policies, or by a view with its owner's rights. */
  readonly filters: boolean;
  readonly role: string;
  readonly verb: "read" | "add" | "change" | "delete";
  /** As the table of expectations says them: `*`, `* but secret`, `id, name`; null for delete. */
  readonly columns: string | null;
  readonly column_list: string[];
  readonly readable: string[];
};

/**
 * What every role may do with every relation, a line each, found out by doing it:
 * `users | fs_member | change display_name, name: own`. Which columns is read from the catalogue; which
 * rows is tried, as `person` (a user, the administrator of their organization, a colleague): `all`; `own`,
 * those that name the person or their organization; `some own`, fewer; `some`; `none`; `refused`.
 *
 * `admin` is a superuser in a transaction, which is left as it was. Foreign keys and our own triggers do
 * not take part (session_replication_role): the question is what rights and policies let through.
 */
export async function measureRights(
  admin: pg.ClientBase,
  person: TestPerson,
  relation: string | null = null,
): Promise<string[]> {
  const { rows } = await admin.query<Privilege>(SELECT_PRIVILEGES, [ROLES, relation]);
  const lines = new Set<string>();
  for (const privilege of rows) {
    const columns = privilege.columns === null ? "" : ` ${privilege.columns}`;
    const reached = privilege.filters ? `: ${await reach(admin, person, privilege)}` : "";
    lines.add(`${privilege.name} | ${privilege.role} | ${privilege.verb}${columns}${reached}`);
  }
  return [...lines];
}

/** `function(arguments) | role role`, or PUBLIC, or nobody (but the owner). */
export async function measureExecutes(admin: pg.ClientBase): Promise<string[]> {
  const { rows } = await admin.query<{ function: string; callers: string | null }>(
    SELECT_EXECUTES,
    [ROLES],
  );
  return rows.map((row) => `${row.function} | ${row.callers ?? "nobody"}`);
}

/** Which rows the privilege reaches, in a word or two. */
async function reach(admin: pg.ClientBase, person: TestPerson, privilege: Privilege) {
  const { role, verb } = privilege;
  const rows = await selectRows(admin, privilege.relation);
  const isOwn = ownership(person, role);
  const own = rows.filter(isOwn).length;
  if (verb === "add") {
    const added = await selectAdded(admin, person, privilege, rows);
    return inWords(added.length, own, rows.length, added.every(isOwn));
  }
  const reached = await attempt(admin, person, role, statement(privilege));
  if (typeof reached === "string") return reached;
  // A change or a deletion tells only how many: there are more of others' rows than own ones.
  const within = verb === "read" ? reached.rows.every(isOwn) : reached.rowCount === own;
  return inWords(reached.rowCount ?? 0, own, rows.length, within);
}

function inWords(reached: number, own: number, all: number, withinOwn: boolean): string {
  if (reached === 0) return "none";
  if (reached === all) return "all";
  if (!withinOwn) return "some";
  return reached === own ? "own" : "some own";
}

async function selectRows(admin: pg.ClientBase, relation: string): Promise<object[]> {
  const { rows } = await admin.query<{ row: object }>(
    `SELECT to_jsonb(r) AS row FROM ${relation} AS r`,
  );
  return rows.map(({ row }) => row);
}

const isUser = (role: string): boolean => role === "fs_member" || role === "fs_org_admin";

/** Tells whether a row names the person as that role acts for them. */
function ownership(person: TestPerson, role: string): (row: object) => boolean {
  const { user_id, organization_id, request_id, staff_id } = person;
  const marks = [user_id, organization_id, request_id, ...(isUser(role) ? [] : [staff_id])];
  return (row) => marks.some((id) => JSON.stringify(row).includes(id));
}

function statement({ relation, verb, column_list, readable }: Privilege): string {
  if (verb === "delete") return `DELETE FROM ${relation}`;
  if (verb === "read") return `SELECT ${quoted(column_list)} FROM ${relation}`;
  // To itself where it may be read, since a real change names the row it means: then the policies for
  // reading hold it as well.
  const column = column_list.find((one) => readable.includes(one));
  return column === undefined
    ? `UPDATE ${relation} SET "${column_list[0]}" = DEFAULT`
    : `UPDATE ${relation} SET "${column}" = "${column}"`;
}

/** The rows that could be added anew: a key that is taken comes after the policies. */
async function selectAdded(
  admin: pg.ClientBase,
  person: TestPerson,
  { relation, role, column_list }: Privilege,
  rows: readonly object[],
): Promise<object[]> {
  const columns = quoted(column_list);
  const text = `INSERT INTO ${relation} (${columns})
    SELECT ${columns} FROM jsonb_populate_record(NULL::${relation}, $1)`;
  const added: object[] = [];
  for (const row of rows) {
    if ((await attempt(admin, person, role, text, [row])) !== "refused") added.push(row);
  }
  return added;
}

const quoted = (columns: readonly string[]): string =>
  columns.map((column) => `"${column}"`).join(", ");

/** What a statement answered, "refused" for want of a right, or another error's code; undone in any case. */
async function attempt(
  admin: pg.ClientBase,
  person: TestPerson,
  role: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<pg.QueryResult<object> | string> {
  const settings = {
    session_replication_role: "replica",
    role,
    "app.actor_kind": isUser(role) ? "user" : "staff",
    "app.actor_id": isUser(role) ? person.user_id : person.staff_id,
    "app.org_id": person.organization_id,
    "app.subject_id": person.user_id,
  };
  await admin.query("SAVEPOINT attempt");
  try {
    // A change is a colleague's of the acting role, or its event refuses it.
    if (!isUser(role) && !text.startsWith("SELECT")) {
      await admin.query(
        `UPDATE staff AS s SET role = r.role FROM staff_roles AS r
         WHERE s.id = $1 AND r.role = substr($2, 4)`,
        [person.staff_id, role],
      );
    }
    await admin.query(
      "SELECT set_config(name, value, true) FROM json_each_text($1) AS setting (name, value)",
      [JSON.stringify(settings)],
    );
    return await admin.query<object>(text, [...values]);
  } catch (error) {
    const code = sqlState(error);
    if (code === undefined) throw error;
    return code === "42501" ? "refused" : code;
  } finally {
    await admin.query("ROLLBACK TO SAVEPOINT attempt");
  }
}
