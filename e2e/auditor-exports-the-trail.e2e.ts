import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Locator, Page } from "playwright/test";
import { readZip } from "../sql/testing/read-zip.ts";
import { accessibilityFaults } from "./support/accessibility.ts";
import { signIn } from "./support/console.ts";
import { makePerson } from "./support/people.ts";
import type { StackAddress } from "./support/stack.ts";
import { expect, test } from "./support/test.ts";

/** What `npm run audit:key` prints: here from the file that a stack without SIGNING_KEY keeps. */
async function publicKeyOf(stack: StackAddress): Promise<string> {
  const seed = Buffer.from(await readFile(join(stack.dataDir, "signing-key"), "utf8"), "base64");
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  const key = createPublicKey(createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }));
  return Buffer.from(key.export({ format: "jwk" }).x ?? "", "base64url").toString("base64");
}

async function download(page: Page, row: Locator): Promise<Map<string, Buffer>> {
  const started = page.waitForEvent("download");
  await row.getByRole("link", { name: "Download the export of" }).click();
  const file = await started;
  expect(file.suggestedFilename()).toMatch(/^audit-log-\d{4}-\d\d-\d\d-[0-9a-f-]{36}\.zip$/);
  return readZip(await readFile(await file.path()));
}

/** Opens the page of the export itself, as a file, and gives it the files and the key. */
async function checkOffline(page: Page, folder: string, key: string): Promise<Locator> {
  await page.goto(pathToFileURL(join(folder, "check-proof.html")).href);
  await page.getByRole("textbox", { name: "Public key" }).fill(key);
  const names = ["proofs.ndjson", "seals.ndjson", "manifest.json", "manifest.sig", "events.csv"];
  await page
    .getByLabel("Drop files here, or choose them")
    .setInputFiles([...names, "README.txt", "check-proof.html"].map((name) => join(folder, name)));
  const verdict = page.locator("#verdict");
  await expect(verdict).toHaveText(/^[✓✗]/, { timeout: 30_000 });
  return verdict;
}

test("an auditor exports what a filter finds, and checks it offline by the key they trust", async ({
  page,
  stack,
  database,
  context,
}) => {
  // Sealed every 30 s.
  test.setTimeout(180_000);
  const person = await makePerson(database, "audited");
  await database.query("UPDATE users SET name = name || ' II' WHERE id = $1", [person.id]);
  await expect
    .poll(
      async () => {
        const { rows } = await database.query<{ sealed: boolean }>(
          `SELECT coalesce((SELECT tx_to FROM audit_seals ORDER BY n DESC LIMIT 1) > max(a.tx::text::bigint)::text::xid8, false) AS sealed
           FROM audit_log AS a JOIN audit_pseudonyms AS p ON p.pseudonym = a.subject
           WHERE p.real_id = $1`,
          [person.id],
        );
        return rows[0]?.sealed;
      },
      { timeout: 100_000, message: "the daemon seals within a minute" },
    )
    .toBe(true);

  await signIn(page, stack, "auditor");
  await page.getByRole("link", { name: "Audit log" }).click();
  await test.step("the filters in force are shown before anything is made", async () => {
    const about = page.getByRole("textbox", { name: "About the person" });
    await about.fill(person.id);
    await about.press("Enter");
    await expect(page.getByRole("row").nth(1)).toContainText("Changed");
    await page.getByRole("button", { name: "Export", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Export the audit log" });
    await expect(dialog).toContainText(`About the person: ${person.id}`);
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole("radio", { name: /^CSV/ }).check();
    await dialog.getByRole("button", { name: "Export" }).click();
  });

  const row = page
    .getByRole("row")
    .filter({ hasText: person.id.slice(-8) })
    .first();
  const files =
    await test.step("the export stands in their list, and is downloaded when ready", async () => {
      await expect(page.getByRole("heading", { name: "Trail exports", level: 1 })).toBeVisible();
      await expect(row).toContainText("Ready", { timeout: 30_000 });
      await page.waitForLoadState("networkidle");
      expect(await accessibilityFaults(page)).toEqual([]);
      return download(page, row);
    });

  await test.step("it holds the person's events, masked, one a line", async () => {
    const [header, ...lines] = String(files.get("events.csv")).trimEnd().split("\r\n");
    expect(header).toMatch(/^"id","at","actor_kind",/);
    expect(lines.filter((line) => line.includes('","update","users","'))).not.toHaveLength(0);
    for (const line of lines) expect(line).toContain(person.id);
    expect(lines.join()).not.toContain(person.email);
    const manifest = JSON.parse(String(files.get("manifest.json"))) as {
      filter: object;
      files: { name: string; sha256: string }[];
    };
    expect(manifest.filter).toEqual({ subject_id: person.id });
    for (const { name, sha256 } of manifest.files) {
      const hash = createHash("sha256").update(files.get(name) ?? "");
      expect({ name, sha256: hash.digest("hex") }).toEqual({ name, sha256 });
    }
  });

  const folder = await mkdtemp(join(tmpdir(), "futuresync-export-"));
  await test.step("its own page verifies all of it without a network, and finds what was changed", async () => {
    for (const [name, content] of files) await writeFile(join(folder, name), content);
    const key = await publicKeyOf(stack);
    const offline = await context.newPage();
    await context.setOffline(true);
    const verdict = await checkOffline(offline, folder, key);
    await expect(verdict).toHaveText(/^✓ Verified/);
    await expect(offline.locator("#result")).toContainText("events.csv was compared");
    await expect(offline.locator("#result")).toContainText(/[1-9]\d* events verified/);

    const events = String(files.get("events.csv"));
    await writeFile(join(folder, "events.csv"), events.replace('"update"', '"delete"'));
    await expect(await checkOffline(offline, folder, key)).toHaveText(/^✗ Refused/);
    await expect(offline.locator("#result")).toContainText("events.csv is not the file");
    await context.setOffline(false);
    await offline.close();
  });
  await rm(folder, { recursive: true, force: true });

  const { rows } = await database.query<{ action: string }>(
    `SELECT action FROM readable_audit_log
     WHERE subject_id = $1 AND resource = 'audit-exports' AND action IN ('create', 'export', 'download')
     ORDER BY at`,
    [person.id],
  );
  expect(rows.map(({ action }) => action)).toEqual(["create", "export", "download"]);
});
