import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());
const { adminPool } = database;

async function addUser(): Promise<string> {
  const { rows } = await adminPool.query<{ id: string }>(
    "INSERT INTO users (email, name) VALUES ($1, 'U') RETURNING id",
    [`${randomUUID()}@rules.example`],
  );
  return rows[0]?.id ?? "";
}

async function addOrganization(maxMembers: number): Promise<string> {
  const { rows } = await adminPool.query<{ id: string }>(
    "INSERT INTO organizations (name, slug, max_members) VALUES ('O', $1, $2) RETURNING id",
    [`o-${randomUUID().slice(0, 13)}`, maxMembers],
  );
  return rows[0]?.id ?? "";
}

const JOIN =
  "INSERT INTO organization_members (organization_id, user_id, role) VALUES ($1, $2, $3)";

/** Runs both, each in a transaction of its own, the second begun before the first has committed. */
async function atOnce(
  text: string,
  first: unknown[],
  second: unknown[],
): Promise<string | undefined> {
  const [one, two] = [await adminPool.connect(), await adminPool.connect()];
  try {
    await one.query("BEGIN");
    await one.query(text, first);
    const waiting = two.query(text, second).then(
      () => undefined,
      (error: { constraint?: string }) => error.constraint,
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    await one.query("COMMIT");
    return await waiting;
  } finally {
    one.release();
    two.release();
  }
}

describe("organization_members: rules of the whole table", () => {
  it("the last place goes to one of two who join at once", async () => {
    const organization = await addOrganization(1);
    const [ada, bob] = [await addUser(), await addUser()];
    const refused = await atOnce(
      JOIN,
      [organization, ada, "member"],
      [organization, bob, "member"],
    );
    expect(refused).toBe("organization_members_fit");
  });

  it("one of two owners who leave at once has to stay, while anybody else is there", async () => {
    const organization = await addOrganization(10);
    const [ada, bob, eve] = [await addUser(), await addUser(), await addUser()];
    await adminPool.query(JOIN, [organization, ada, "owner"]);
    await adminPool.query(JOIN, [organization, bob, "owner"]);
    await adminPool.query(JOIN, [organization, eve, "member"]);
    const leave = "DELETE FROM organization_members WHERE organization_id = $1 AND user_id = $2";
    const refused = await atOnce(leave, [organization, ada], [organization, bob]);
    expect(refused).toBe("organization_keeps_owner");
  });

  it("a load of many rows is checked as one", async () => {
    const organization = await addOrganization(2);
    const users = [await addUser(), await addUser(), await addUser()];
    const load = `INSERT INTO organization_members (organization_id, user_id)
       SELECT $1, unnest($2::uuid[])`;
    await expect(adminPool.query(load, [organization, users])).rejects.toMatchObject({
      constraint: "organization_members_fit",
    });
    await adminPool.query(load, [organization, users.slice(0, 2)]);
  });

  it("an organization whose members all leave is left in one statement", async () => {
    const organization = await addOrganization(5);
    await adminPool.query(JOIN, [organization, await addUser(), "owner"]);
    await adminPool.query(JOIN, [organization, await addUser(), "member"]);
    const { rowCount } = await adminPool.query(
      "DELETE FROM organization_members WHERE organization_id = $1",
      [organization],
    );
    expect(rowCount).toBe(2);
  });
});
