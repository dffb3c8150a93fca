import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Download, Page } from "playwright/test";
import { runCommandFile } from "../sql/testing/run-command.ts";
import { accessibilityFaults, overflows } from "./support/accessibility.ts";
import { panel, signIn } from "./support/console.ts";
import { asStaff } from "./support/http.ts";
import { makePerson } from "./support/people.ts";
import type { StackAddress } from "./support/stack.ts";
import { expect, test } from "./support/test.ts";

/** Seals are made every 30 s, behind what other journeys have left open. */
const SEALED_WITHIN = 90_000;

async function downloaded(page: Page, click: () => Promise<void>): Promise<Download> {
  const started = page.waitForEvent("download");
  await click();
  return started;
}

/** As somebody on the daemon's machine reads it to the auditor over the telephone. */
async function publicKey(stack: StackAddress): Promise<string> {
  const { stdout } = await runCommandFile("sql/audit-seals/commands/key.ts", {
    NODE_ENV: "development",
    DATA_DIR: stack.dataDir,
  });
  const key = /public key: (\S+)/.exec(stdout)?.[1];
  if (key === undefined) throw new Error(`no public key in: ${stdout}`);
  return key;
}

test("an auditor sees that events are proven, takes a proof away and checks it offline", async ({
  page,
  stack,
  database,
  context,
}, testInfo) => {
  test.setTimeout(240_000);
  const person = await makePerson(database, "shown");
  const call = await asStaff(stack, "support");
  await call("GET", `/api/users/${person.id}`);

  await test.step("the trail says what the page rests on, and what is not sealed yet", async () => {
    await signIn(page, stack, "auditor");
    await page.getByRole("link", { name: "Audit log" }).click();
    await expect(panel(page, "Seals")).toContainText("Last seal");
    await page.getByRole("textbox", { name: "About the person" }).fill(person.id);
    await page.getByRole("textbox", { name: "About the person" }).press("Enter");
    await expect(page.getByRole("row").filter({ hasText: "Viewed" }).first()).toBeVisible();
    await page.getByRole("button", { name: /events? shown|not sealed yet/ }).click();
    const about = page.getByRole("dialog", { name: "What these events rest on" });
    await expect(about).toContainText("no event is missing");
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(about).toBeHidden();
  });

  const row = page.getByRole("row").filter({ hasText: "Viewed" }).last();
  await test.step("after the next seal the event is proven", async () => {
    await expect(async () => {
      await page.reload();
      await page.getByRole("textbox", { name: "About the person" }).fill(person.id);
      await page.getByRole("textbox", { name: "About the person" }).press("Enter");
      await expect(row).toContainText("Proven", { timeout: 5_000 });
    }).toPass({ timeout: SEALED_WITHIN });
  });

  const proofFile = testInfo.outputPath("proof.json");
  const pageFile = testInfo.outputPath("check-proof.html");
  await test.step("the auditor downloads the proof, and the page that checks it", async () => {
    await row.getByRole("button", { name: "Show changes" }).click();
    const link = page.getByRole("link", { name: "Download proof" });
    const proof = await downloaded(page, () => link.click());
    expect(proof.suggestedFilename()).toMatch(/^proof-[0-9a-f-]{36}\.json$/);
    await proof.saveAs(proofFile);
    const checker = page.getByRole("link", { name: "Page that checks proofs" });
    await (await downloaded(page, () => checker.click())).saveAs(pageFile);
  });

  const key = await publicKey(stack);
  const offline = await context.newPage();
  await test.step("opened from a file, without a network, it verifies the proof", async () => {
    await context.setOffline(true);
    await offline.goto(pathToFileURL(pageFile).href);
    await offline.getByLabel("Drop files here, or choose them").setInputFiles(proofFile);
    await expect(offline.getByText("Enter the public key you trust first")).toBeVisible();
    await offline.getByRole("textbox", { name: "Public key" }).fill(key);
    await expect(offline.getByText("✓ Verified")).toBeVisible();
    await expect(offline.getByText("fs_support")).toBeVisible();
    // What the trail holds of a person are pseudonyms.
    await expect(offline.getByRole("main")).not.toContainText(person.id);
    for (const colorScheme of ["light", "dark"] as const) {
      await offline.emulateMedia({ colorScheme });
      expect(await accessibilityFaults(offline), colorScheme).toEqual([]);
    }
    await offline.setViewportSize({ width: 360, height: 800 });
    expect(await overflows(offline)).toBe(false);
  });

  await test.step("with one byte changed, or another key, it is refused", async () => {
    const changed = (await readFile(proofFile, "utf8")).replace("fs_support", "fs_suppors");
    await writeFile(join(testInfo.outputDir, "changed.json"), changed);
    const input = offline.getByLabel("Drop files here, or choose them");
    await input.setInputFiles(join(testInfo.outputDir, "changed.json"));
    await expect(offline.getByText("✗ Refused. The event is not what was sealed")).toBeVisible();
    await input.setInputFiles(proofFile);
    await expect(offline.getByText("✓ Verified")).toBeVisible();
    const other = Buffer.from(key, "base64");
    other.writeUInt8(other.readUInt8(3) ^ 1, 3);
    await offline.getByRole("textbox", { name: "Public key" }).fill(other.toString("base64"));
    await expect(offline.getByText("✗ Refused.")).toBeVisible();
    await offline.close();
    await context.setOffline(false);
  });

  await test.step("the auditor has the whole trail verified", async () => {
    const seals = panel(page, "Seals");
    await seals.getByRole("button", { name: "Verify now" }).click();
    await expect(seals).toContainText("what was looked through then was as it was written", {
      timeout: 60_000,
    });
    await expect(seals).toContainText("All of it was looked through");
    await expect(seals).toContainText("Head, to note for the next time: ");
  });
});
