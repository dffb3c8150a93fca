import { readFile } from "node:fs/promises";
import { readExport } from "../sql/testing/read-export.ts";
import { panel, searchUsers, signIn, signOut } from "./support/console.ts";
import { countRowsByTable, makeNeighbour } from "./support/export-facts.ts";
import { makePerson, TYPED } from "./support/people.ts";
import { expect, test } from "./support/test.ts";

test("support files an access request, the daemon builds the export, compliance downloads it", async ({
  page,
  stack,
  database,
}) => {
  const person = await makePerson(database, "exported");
  const other = await makePerson(database, "other");
  await makeNeighbour(database, person, other);

  await test.step("support files the request and sees it done, but gets no file", async () => {
    await signIn(page, stack, "support");
    await page.getByRole("link", { name: "Users" }).click();
    await searchUsers(page, person.name);
    await page.getByRole("link", { name: person.name }).click();
    await page.getByRole("button", { name: "File access request" }).click();
    const dialog = page.getByRole("dialog", { name: "File an access request" });
    await dialog.getByRole("textbox", { name: "Note" }).fill(TYPED.note);
    await dialog.getByRole("button", { name: "File request" }).click();
    await expect(page.getByRole("heading", { name: "Access request", level: 1 })).toBeVisible();
    await expect(panel(page, "Export")).toContainText("Ready", { timeout: 30_000 });
    await expect(panel(page, "Request")).toContainText(TYPED.note);
    const download = page.getByRole("button", { name: "Download export" });
    await expect(download).toHaveAttribute("aria-disabled", "true");
    await signOut(page);
  });

  const before = await countRowsByTable(database, person.id);
  const bytes = await test.step("compliance finds the request and downloads the zip", async () => {
    await signIn(page, stack, "compliance");
    await page.getByRole("link", { name: "GDPR requests" }).click();
    const row = page.getByRole("row").filter({ hasText: person.name }).first();
    await expect(row).toContainText("Completed");
    await row.getByRole("link", { name: "Access", exact: true }).click();
    const started = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download export" }).click();
    const download = await started;
    expect(download.suggestedFilename()).toMatch(/^export-[0-9a-f-]{36}\.zip$/);
    return readFile(await download.path());
  });

  // Throws unless every file is what the manifest says.
  const read = await readExport(bytes);
  await test.step("it holds the person's rows of every table, each with its checksum", async () => {
    expect(read.rows("users")).toMatchObject([{ id: person.id, email: person.email }]);
    const exported = Object.fromEntries(
      Object.keys(before).map((table) => [table, read.rows(table).length]),
    );
    expect(exported).toEqual(before);
    expect(read.manifest.files.map(({ table }) => table)).toEqual(
      expect.arrayContaining(Object.keys(before)),
    );
    expect(exported["daily_actions"]).toBeGreaterThan(0);
    expect(exported["analytics_events"]).toBeGreaterThan(0);
    expect(exported["victory_posts"]).toBeGreaterThan(0);
  });

  await test.step("it holds nothing of anybody else, and no secret", async () => {
    const { rows } = await database.query<{ email: string }>(
      "SELECT email FROM users WHERE id <> $1",
      [person.id],
    );
    expect(rows.filter(({ email }) => read.text.includes(email))).toEqual([]);
    expect(read.text).not.toContain(other.name);
    expect(read.text).not.toContain(TYPED.comment);
    expect(read.text).not.toContain("$argon2id$");
    for (const row of read.rows("user_oauth_providers")) {
      expect(Object.keys(row)).not.toContain("access_token");
    }
  });

  const { rows } = await database.query<{ action: string }>(
    `SELECT e.action FROM readable_audit_log AS e
     WHERE e.subject_id = $1 AND e.resource = 'gdpr-requests' AND e.action IN ('create', 'export', 'download')
     ORDER BY e.at`,
    [person.id],
  );
  expect(rows.slice(-3).map(({ action }) => action)).toEqual(["create", "export", "download"]);
});
