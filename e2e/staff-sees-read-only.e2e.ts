import type { Page } from "playwright/test";
import { startProcesses } from "../sql/testing/processes.ts";
import type { Processes } from "../sql/testing/processes.ts";
import { createReplicatedDatabase } from "../sql/testing/replicated-database.ts";
import type { ReplicatedDatabase } from "../sql/testing/replicated-database.ts";
import { insertStaffSession } from "../sql/testing/staff-session.ts";
import { accessibilityFaults } from "./support/accessibility.ts";
import { accountButton } from "./support/console.ts";
import { expect, test } from "./support/test.ts";

const PERSON = "Fil d'Ariane";

let database: ReplicatedDatabase;
let processes: Processes;

test.beforeAll(async () => {
  database = await createReplicatedDatabase({ synchronous: true });
  await database.primary.sql(
    `INSERT INTO users (email, name) VALUES ('fil.dariane@quince.example', 'Fil d''Ariane');
     INSERT INTO organizations (name, slug) VALUES ('Quince & Sons', 'quince')`,
    "futuresync",
  );
  processes = await startProcesses(database, ({ api }) => ({
    PUBLIC_URL: `http://127.0.0.1:${api}`,
  }));
});
test.afterAll(async () => {
  await processes.stop();
  await database.remove();
});

const banner = (page: Page) => page.getByRole("status").filter({ hasText: "Read only" });
const open = (page: Page, list: string) =>
  page.getByRole("navigation").getByRole("link", { name: list }).click();

test("while the primary is away the console says so, lists go on, and it goes away by itself", async ({
  page,
  context,
  expectedInConsole,
}) => {
  expectedInConsole.push("status of 503");
  const session = await insertStaffSession(database.primary, "futuresync", {
    name: "Colleague",
    role: "support",
  });
  await context.addCookies([{ name: "fs_session", value: session, url: processes.api }]);
  await page.goto(processes.api);
  await expect(accountButton(page)).toBeVisible();
  await expect(page.getByRole("cell", { name: PERSON })).toBeVisible();
  await expect(banner(page)).toHaveCount(0);

  await database.primary.kill();
  await open(page, "Organizations");
  await expect(page.getByRole("cell", { name: "Quince & Sons" })).toBeVisible();
  await expect(banner(page)).toContainText("changes and personal pages come back with it");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await accessibilityFaults(page), colorScheme).toEqual([]);
  }
  await open(page, "Users");
  await page.getByRole("cell", { name: PERSON }).click();
  // The page of a person leaves a trace, which cannot be written now.
  await expect(page.getByRole("alert")).toContainText("Nothing was changed");
  await expect(banner(page)).toBeVisible();

  await database.promote();
  await expect(banner(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { name: PERSON })).toBeVisible();
});
