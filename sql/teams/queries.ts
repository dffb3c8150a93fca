import { selectPage } from "../database/list.ts";
import type { ListQuery, Page } from "../database/list.ts";
import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";

const load = (name: string) => loadSql(import.meta.url, `./${name}.sql`);
const SELECT = load("select-team");
const COUNT_MEMBERS = load("count-members");
const INSERT = load("insert-team");
const UPDATE = load("update-team");
const EMPTY = load("empty-team");
const DELETE = load("delete-team");

const COLUMNS = [
  "id",
  "organization_id",
  "name",
  "description",
  "created_at",
  "updated_at",
  "version",
] as const;

export type TeamRow = {
  id: string;
  organization_id: string;
  name: string;
  description: string | null;
  created_at: Date;
  updated_at: Date;
  version: number;
};

export async function selectTeams(
  tx: Transaction,
  request: Omit<ListQuery, "from" | "columns">,
  totalLimit: number,
): Promise<Page<TeamRow>> {
  return selectPage(tx, { ...request, from: "teams", columns: COLUMNS }, totalLimit);
}

export async function selectOptionalTeam(
  tx: Transaction,
  id: string,
): Promise<TeamRow | undefined> {
  return (await tx.rows<TeamRow>(SELECT, [id]))[0];
}

export async function selectTeamMembersCount(tx: Transaction, id: string): Promise<number> {
  return (await tx.rows<{ members: number }>(COUNT_MEMBERS, [id]))[0]?.members ?? 0;
}

export async function insertTeam(
  tx: Transaction,
  team: Pick<TeamRow, "organization_id" | "name" | "description">,
): Promise<TeamRow> {
  const rows = await tx.rows<TeamRow>(INSERT, [team.organization_id, team.name, team.description]);
  if (rows[0] === undefined) throw new Error("INSERT … RETURNING gave no row");
  return rows[0];
}

type Key = { readonly id: string; readonly version: number };

/** Undefined when the team no longer has that version. */
export async function updateTeam(
  tx: Transaction,
  key: Key,
  values: Pick<TeamRow, "name" | "description">,
): Promise<TeamRow | undefined> {
  const parameters = [key.id, key.version, values.name, values.description];
  return (await tx.rows<TeamRow>(UPDATE, parameters))[0];
}

/** Takes its members out first, each with an event. False when the team no longer has that version. */
export async function deleteTeam(tx: Transaction, key: Key): Promise<boolean> {
  await tx.rows(EMPTY, [key.id]);
  return (await tx.rows(DELETE, [key.id, key.version])).length > 0;
}
