import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSealLedger } from "../../audit-seals/ledger.ts";
import { freePort } from "../../testing/cluster.ts";
import { createTestDatabase } from "../../testing/database.ts";
import { runCommandFile } from "../../testing/run-command.ts";

const MIGRATIONS = readdirSync("sql/migrations")
  .filter((file) => file.endsWith(".sql") || file.endsWith(".ts"))
  .map((file) => file.replace(/\.\w+$/, ""))
  .toSorted();
const database = await createTestDatabase();
const admin = database.environment("admin");
const target = `${admin["DATABASE_NAME"]}_made`;
/** A database that a test makes and destroys, on this run's server. */
const made = { ...admin, DATABASE_NAME: target };
const { user, password } = database.settings("futuresync_api");
const API_LOGIN = { DATABASE_ADMIN_USERNAME: user, DATABASE_ADMIN_PASSWORD: password };

/** Nothing done, and one line that says why. */
const refused = (line: string | RegExp) => ({
  status: 1,
  stdout: "",
  faults: [expect.stringMatching(line)],
});
const run = (command: string, variables: Record<string, string>, ...parameters: string[]) =>
  runCommandFile(`sql/database/commands/${command}.ts`, variables, parameters);

async function query<R extends pg.QueryResultRow>(name: string, text: string): Promise<R[]> {
  const client = new pg.Client({ ...database.settings("admin"), database: name });
  await client.connect();
  try {
    return (await client.query<R>(text)).rows;
  } finally {
    await client.end();
  }
}
const drop = () => query("postgres", `DROP DATABASE IF EXISTS ${target} WITH (FORCE)`);
const exists = async (name: string) =>
  (await query("postgres", `SELECT 1 FROM pg_database WHERE datname = '${name}'`)).length === 1;
const names = async () =>
  (await query<{ name: string }>(target, "SELECT name FROM schema_migrations ORDER BY id")).map(
    ({ name }) => name,
  );

afterAll(async () => {
  await drop();
  await database.drop();
});

describe("db:init", () => {
  it("makes the database, says each step, and changes nothing the second time", async () => {
    const first = await run("init", made);
    expect(first).toMatchObject({ status: 0, faults: [] });
    expect(first.stdout.trimEnd().split("\n")).toEqual([
      ...MIGRATIONS,
      `${target}: ${MIGRATIONS.length} migrations applied; passwords set for no login (DATABASE_USERNAME is unset)`,
    ]);
    const second = await run("init", made);
    expect(second).toMatchObject({ status: 0, faults: [] });
    expect(second.stdout).toContain(": 0 migrations applied");
    await drop();
  });
});

describe("db:migrate", () => {
  beforeAll(async () => {
    await query("postgres", `CREATE DATABASE ${target} TEMPLATE template0 ENCODING 'UTF8'`);
    for (const file of ["extensions.sql", "roles.sql"]) {
      await query(target, readFileSync(`sql/init/${file}`, "utf8"));
    }
  });
  afterAll(drop);

  it("applies each step once, however many run at once", async () => {
    const ran = await Promise.all(Array.from({ length: 10 }, () => run("migrate", made)));
    expect(ran.map(({ status, faults }) => ({ status, faults }))).toEqual(
      ran.map(() => ({ status: 0, faults: [] })),
    );
    const lines = ran.map(({ stdout }) => stdout.trimEnd().split("\n"));
    expect(lines.filter(([first]) => first === "nothing to migrate")).toHaveLength(9);
    expect(lines.find(([first]) => first !== "nothing to migrate")).toEqual([
      ...MIGRATIONS,
      `${MIGRATIONS.length} migrations applied`,
    ]);
    expect(await names()).toEqual(MIGRATIONS);
  }, 90_000);

  it("refuses a database that is newer than the code, and so does init", async () => {
    await query(
      target,
      "INSERT INTO schema_migrations (name, run_on) VALUES ('9999_later', now())",
    );
    for (const command of ["migrate", "init"]) {
      expect(await run(command, made)).toMatchObject({
        status: 1,
        faults: [
          expect.stringMatching(/^the database is newer than this code: it has 9999_later\./),
        ],
      });
    }
    expect((await names()).at(-1)).toBe("9999_later");
  });
});

describe("db:reset", () => {
  const { DATABASE_NAME: name = "" } = admin;
  it("destroys a database of somebody's server only by its name", async () => {
    await query("postgres", `CREATE DATABASE ${target}`);
    await query(target, "CREATE TABLE kept ()");
    expect(await run("reset", made)).toEqual(refused(`: db:reset destroys ${target} on 127.0.0.1`));
    expect(await run("reset", made, "--yes-destroy", name)).toEqual(refused(`names ${name}, but`));
    expect(await run("reset", made, "--yes-destroy")).toEqual(refused("takes --yes-destroy NAME"));
    expect(await run("reset", made, "--force")).toEqual(refused("takes --yes-destroy NAME"));
    expect(await query(target, "SELECT FROM kept")).toEqual([]);

    expect(await run("reset", made, "--yes-destroy", target)).toEqual({
      status: 0,
      stdout: `${target} is empty again: ${MIGRATIONS.length} migrations applied\n`,
      faults: [],
    });
    expect(await names()).toEqual(MIGRATIONS);
    await drop();
  });

  it("puts the ledger of the database aside: the next one is another installation", async () => {
    const folder = mkdtempSync(join(tmpdir(), "futuresync-reset-ledger-"));
    const variables = { ...made, LEDGER_DIR: folder };
    await run("reset", variables, "--yes-destroy", target);
    const [installation] = await query<{ id: string }>(target, "SELECT id FROM installation");
    const id = installation?.id ?? "";
    const ledger = await openSealLedger({ DATA_DIR: "", LEDGER_DIR: folder }, id);
    await ledger.append([{ n: "1", at: "2026-11-24T11:00:00.000000Z", hash: "a".repeat(64) }]);
    const reset = await run("reset", variables, "--yes-destroy", target);
    expect(reset).toMatchObject({ status: 0, faults: [] });
    expect(readdirSync(folder)).toEqual([expect.stringMatching(`^${id}\\.reset-`)]);
    expect(await query(target, "SELECT id FROM installation")).not.toEqual([installation]);
    await drop();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ["NODE_ENV", { ...admin, NODE_ENV: "production" }],
    ["the host", { ...admin, NODE_ENV: "", DATABASE_HOST: "db.futuresync.test" }],
  ])("never runs in production, as %s says", async (_, variables) => {
    for (const parameters of [[], ["--yes-destroy", name]]) {
      expect(await run("reset", variables, ...parameters)).toEqual(
        refused("db:reset never runs in production"),
      );
    }
    expect(await exists(name)).toBe(true);
  });

  it("empties the embedded database for the asking, but not by another's name", async () => {
    const root = mkdtempSync(join(tmpdir(), "futuresync-reset-"));
    chmodSync(root, 0o755);
    const embedded = {
      NODE_ENV: "test",
      DATA_DIR: join(root, "data"),
      DATABASE_PORT: String(await freePort()),
    };
    try {
      expect(await run("reset", embedded, "--yes-destroy", "another")).toEqual(
        refused("names another, but the database is futuresync"),
      );
      expect(await run("reset", embedded)).toMatchObject({
        status: 0,
        stdout: `futuresync is empty again: ${MIGRATIONS.length} migrations applied\n`,
      });
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }, 60_000);
});

describe("a fault", () => {
  const unmigrated = { ...admin, DATABASE_NAME: "postgres" };
  it.each([
    ["no server", { DATABASE_PORT: "1" }, /^the database cannot be reached: .*127\.0\.0\.1:1/],
    ["no host", { DATABASE_HOST: "nowhere.invalid" }, /^the database cannot be reached: .*nowhere/],
    ["two addresses", { DATABASE_HOST: "localhost", DATABASE_PORT: "1" }, /:1\b/],
    ["a wrong password", { DATABASE_ADMIN_PASSWORD: "wrong" }, /password authentication failed/],
    ["no such login", { DATABASE_ADMIN_USERNAME: "nobody" }, /password authentication failed/],
    ["no such database", { DATABASE_NAME: "nothing" }, /"nothing" does not exist .* db:init makes/],
    [
      "no password",
      { DATABASE_ADMIN_PASSWORD: "" },
      /^wrong setting: DATABASE_ADMIN_PASSWORD: need/,
    ],
    ["a wrong port", { DATABASE_PORT: "many" }, /^wrong setting: DATABASE_PORT: /],
    ["another's login", API_LOGIN, /permission denied/],
  ])("is one line and exit 1: %s", async (_, variables, line) => {
    expect(await run("migrate", { ...admin, ...variables })).toEqual(refused(line));
  });

  it("is one line of the seeds as well, with the step before them", async () => {
    expect(await runCommandFile("sql/seeds/commands/run.ts", unmigrated)).toEqual(
      refused(/does not exist .*: npm run db:migrate brings/),
    );
  });
});
