import { afterAll, describe, expect, it } from "vitest";
import { sqlState } from "../database/errors.ts";
import { inTransaction } from "../database/transaction.ts";
import type { CallerContext, Row } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { insertPerson } from "../testing/insert-person.ts";

/**
 * Nobody reaches another's rows: the cells come from the live catalogue, so that a new grant is tried
 * with the day it is made. Ada and Bob each have a row in every table, and an organization.
 */
const database = await createTestDatabase();
afterAll(() => database.drop());
const api = database.pool("futuresync_api");
const ada = await insertPerson(database.adminPool, "Ada");
const bob = await insertPerson(database.adminPool, "Bob");

const ROLES = ["fs_member", "fs_org_admin"] as const;
type Role = (typeof ROLES)[number];
type Right = "SELECT" | "INSERT" | "UPDATE" | "DELETE";

type Reached = {
  readonly role: Role;
  readonly table: string;
  /** What says whose a row is: the person's id, or the organization's. */
  readonly key: string;
  readonly rights: Readonly<Record<Exclude<Right, "DELETE">, readonly string[]>>;
  readonly deletes: boolean;
};

const { rows: columns } = await database.adminPool.query<{
  role: Role;
  table: string;
  column: string;
  deletes: boolean;
  rights: Right[];
}>(
  `SELECT role, c.relname AS table, a.attname AS column,
     has_table_privilege(role, c.oid, 'DELETE') AS deletes,
     ARRAY(SELECT p FROM unnest('{SELECT,INSERT,UPDATE}'::text[]) AS p
       WHERE has_column_privilege(role, c.oid, a.attnum, p)) AS rights
   FROM unnest($1::text[]) AS role, pg_class AS c
   JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v')
   ORDER BY role, c.relname, a.attnum`,
  [ROLES],
);

/** Of a tenant's table the organization, of a person's the person. */
function keyOf(role: Role, table: string, names: readonly string[]): string {
  const wanted = role === "fs_org_admin" ? ["organization_id", "user_id"] : ["user_id"];
  return table === "users" ? "id" : (wanted.find((name) => names.includes(name)) ?? "id");
}

const reached: Reached[] = ROLES.flatMap((role) => {
  const ofRole = columns.filter((column) => column.role === role);
  return [...new Set(ofRole.map(({ table }) => table))].flatMap((table) => {
    const own = ofRole.filter((column) => column.table === table);
    const may = (right: Right) =>
      own.filter(({ rights }) => rights.includes(right)).map(({ column }) => column);
    const rights = { SELECT: may("SELECT"), INSERT: may("INSERT"), UPDATE: may("UPDATE") };
    const deletes = own.some((column) => column.deletes);
    if (!deletes && Object.values(rights).every((list) => list.length === 0)) return [];
    const names = own.map(({ column }) => column);
    return [{ role, table, key: keyOf(role, table, names), rights, deletes }];
  });
});

const keyValue = (person: typeof ada, { table, key }: Reached) =>
  key === "organization_id" || table === "organizations" ? person.organization_id : person.user_id;

const asAda = (role: Role, text: string, values: unknown[] = [], more: CallerContext = {}) =>
  inTransaction(
    api,
    role,
    { actor_kind: "user", actor_id: ada.user_id, org_id: ada.organization_id, ...more },
    // The row count: what was changed may not be read.
    async (tx) => (await tx.client.query<Row>(text, values)).rowCount,
  );

const everything = (role: Role, { table, rights }: Reached, more: CallerContext = {}) =>
  inTransaction(
    api,
    role,
    { actor_kind: "user", actor_id: ada.user_id, org_id: ada.organization_id, ...more },
    async (tx) => JSON.stringify(await tx.rows(`SELECT ${rights.SELECT.join(", ")} FROM ${table}`)),
  );

/**
 * How many rows a statement reaches that reads no column: then the policies for reading do not take part.
 * Undone, and without foreign keys and triggers: the question is what the policies let through.
 */
async function reachedBlindly(role: Role, text: string, values: unknown[] = []) {
  const client = await database.adminPool.connect();
  try {
    await client.query("BEGIN");
    await client.query(
      `SELECT set_config('session_replication_role', 'replica', true), set_config('role', $1, true),
         set_config('app.actor_kind', 'user', true), set_config('app.actor_id', $2, true),
         set_config('app.org_id', $3, true)`,
      [role, ada.user_id, ada.organization_id],
    );
    return (await client.query(text, values)).rowCount;
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
}

/** The rows of somebody with their versions (xmin), as a superuser sees them. */
async function rowsOf(person: typeof ada, cell: Reached): Promise<string> {
  const { rows } = await database.adminPool.query(
    `SELECT t.*, t.xmin::text AS xmin FROM ${cell.table} AS t WHERE ${cell.key} = $1 ORDER BY t::text`,
    [keyValue(person, cell)],
  );
  return JSON.stringify(rows);
}

const of = (right: Exclude<Right, "DELETE">) =>
  reached.filter(({ rights }) => rights[right].length > 0);
const BOB = new RegExp(`Bob|${bob.user_id}|${bob.organization_id}`);

/** Whether the role reads, makes, changes, deletes rows anywhere. */
function ways(role: Role): boolean[] {
  const own = reached.filter((cell) => cell.role === role);
  const some = (right: Exclude<Right, "DELETE">) =>
    own.some(({ rights }) => rights[right].length > 0);
  return [some("SELECT"), some("INSERT"), some("UPDATE"), own.some(({ deletes }) => deletes)];
}

describe("another's rows", () => {
  it.each(of("SELECT"))("are not seen by $role in $table", async (cell) => {
    const seen = await everything(cell.role, cell);
    expect(seen).toContain(keyValue(ada, cell));
    expect(seen).not.toMatch(BOB);
  });

  it.each(of("SELECT"))(
    "are not seen by $role in $table when nobody says who asks",
    async (cell) => {
      const nobody = await inTransaction(api, cell.role, {}, (tx) =>
        tx.rows(`SELECT ${cell.key} FROM ${cell.table}`),
      );
      expect(nobody).toEqual([]);
    },
  );

  it.each(of("SELECT").filter(({ role }) => role === "fs_org_admin"))(
    "are not seen in $table by a claim that names another's organization",
    async (cell) => {
      expect(await everything(cell.role, cell, { org_id: bob.organization_id })).toBe("[]");
    },
  );

  it.each(of("INSERT"))("are not made by $role in $table", async (cell) => {
    const { rows } = await database.adminPool.query<Row>(
      `SELECT ${cell.rights.INSERT.join(", ")} FROM ${cell.table} WHERE ${cell.key} = $1 LIMIT 1`,
      [keyValue(ada, cell)],
    );
    const text = `INSERT INTO ${cell.table} (${cell.rights.INSERT.join(", ")})
      VALUES (${cell.rights.INSERT.map((_, index) => `$${index + 1}`).join(", ")})`;
    const outcome = (row: Row) =>
      asAda(
        cell.role,
        text,
        cell.rights.INSERT.map((column) => row[column]),
      ).then(() => "made", sqlState);
    expect(await outcome({ ...rows[0], [cell.key]: keyValue(bob, cell) })).toBe("42501");
    // Control: of the own row nothing but its uniqueness is in the way.
    expect(await outcome({ ...rows[0] })).toMatch(/^(made|23505)$/);
  });

  it.each(
    of("UPDATE").flatMap((cell) => cell.rights.UPDATE.map((column) => ({ ...cell, column }))),
  )("are not changed by $role: $column of $table", async ({ column, ...cell }) => {
    const before = await rowsOf(bob, cell);
    const text = `UPDATE ${cell.table} SET ${column} = ${column} WHERE ${cell.key} = $1`;
    expect(await asAda(cell.role, text, [keyValue(bob, cell)])).toBe(0);
    expect(await rowsOf(bob, cell)).toBe(before);
    const own = await database.adminPool.query<Row>(
      `SELECT ${column} AS value FROM ${cell.table} WHERE ${cell.key} = $1`,
      [keyValue(ada, cell)],
    );
    // The end of something is marked with now, and with no other time.
    const ends = ["withdrawn_at", "revoked_at"].includes(column);
    const blindly = `UPDATE ${cell.table} SET ${column} = ${ends ? "now()" : "$1"}`;
    const values = ends ? [] : [own.rows[0]?.["value"]];
    expect(await reachedBlindly(cell.role, blindly, values)).toBe(own.rowCount);
  });

  it.each(reached.filter(({ deletes }) => deletes))(
    "are not deleted by $role in $table",
    async (cell) => {
      const before = await rowsOf(bob, cell);
      expect(before).not.toBe("[]");
      const text = `DELETE FROM ${cell.table} WHERE ${cell.key} = $1`;
      expect(await asAda(cell.role, text, [keyValue(bob, cell)])).toBe(0);
      expect(await rowsOf(bob, cell)).toBe(before);
      const own = JSON.parse(await rowsOf(ada, cell)) as unknown[];
      expect(await reachedBlindly(cell.role, `DELETE FROM ${cell.table}`)).toBe(own.length);
    },
  );

  it("control: each role reaches tables in each way, and its own rows", async () => {
    expect(ways("fs_member")).toEqual([true, true, true, false]);
    expect(ways("fs_org_admin")).toEqual([true, true, true, true]);
    const rename = "UPDATE teams SET name = name || '!'";
    expect(await asAda("fs_org_admin", rename)).toBe(1);
  });
});

/** How many teams the claim shows. */
const teams = () => asAda("fs_org_admin", "SELECT id FROM teams");

describe("a claim to administer", () => {
  const member = "organization_members SET role =";

  it.each([
    [
      "a member only",
      `UPDATE ${member} 'member' WHERE user_id = $1`,
      `UPDATE ${member} 'admin' WHERE user_id = $1`,
    ],
    [
      "suspended",
      "UPDATE users SET is_active = false, suspension_reason = 'x', suspended_at = now() WHERE id = $1",
      "UPDATE users SET is_active = true, suspension_reason = NULL, suspended_at = NULL WHERE id = $1",
    ],
    [
      "deleted",
      "UPDATE users SET deleted_at = now() WHERE id = $1",
      "UPDATE users SET deleted_at = NULL WHERE id = $1",
    ],
    [
      "of a deleted organization",
      "UPDATE organizations SET deleted_at = now() WHERE id IN (SELECT organization_id FROM organization_members WHERE user_id = $1)",
      "UPDATE organizations SET deleted_at = NULL WHERE id IN (SELECT organization_id FROM organization_members WHERE user_id = $1)",
    ],
  ])("is believed no longer when the person is %s", async (_name, down, up) => {
    const eve = await insertPerson(database.adminPool, `Eve${Math.trunc(Math.random() * 1e9)}`);
    // Somebody has to own the organization when Ada does not.
    await database.adminPool.query(
      `INSERT INTO organization_members (organization_id, user_id, role) VALUES ($1, $2, 'owner')`,
      [ada.organization_id, eve.user_id],
    );
    expect(await teams()).toBe(1);
    await database.adminPool.query(down, [ada.user_id]);
    expect(await teams()).toBe(0);
    await database.adminPool.query(up, [ada.user_id]);
    expect(await teams()).toBe(1);
  });
});
