import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { chromium } from "playwright/test";
import type { Page } from "playwright/test";
import { browserFlags, findBrowser } from "./browser.ts";
import { panel, signIn } from "./console.ts";
import { asStaff } from "./http.ts";
import { makeStackFolder, newSecrets, removeStackFolder, startStack } from "./stack.ts";
import type { StackAddress } from "./stack.ts";
import { openDatabase } from "./open-database.ts";

/**
 * `node e2e/support/screenshots.ts`: the pictures of the README, from demo data, light and dark.
 * Run it when the console's look has changed, and look at what it made.
 */
const FOLDER = resolve(import.meta.dirname, "../screenshots");
const WINDOW = { width: 1280, height: 860 };

/** Somebody with a streak, an organization and a history of a few events. */
async function choosePerson(stack: StackAddress): Promise<string> {
  const pool = openDatabase(stack);
  try {
    const { rows } = await pool.query<{ id: string; version: number }>(
      `SELECT u.id, u.version
       FROM users AS u
       JOIN user_progress AS p ON p.user_id = u.id
       JOIN subscriptions AS s ON s.user_id = u.id AND s.status = 'active' AND s.plan = 'pro'
       WHERE u.is_active AND u.deleted_at IS NULL AND u.name ~ '[äöüéèłšñ]'
         AND EXISTS (SELECT FROM organization_members AS m WHERE m.user_id = u.id)
       ORDER BY p.current_streak DESC, u.id
       LIMIT 1`,
    );
    const [person] = rows;
    if (person === undefined) throw new Error("the demo data has nobody to show");
    const call = await asStaff(stack, "support");
    await call(
      "PUT",
      `/api/users/${person.id}`,
      { display_name: "Captain Morning", timezone: "Europe/Lisbon" },
      { "if-match": `"${person.version}"` },
    );
    const suspension = { reason: "Sign-ins from two continents within an hour", until: null };
    await call("POST", `/api/users/${person.id}/suspend`, suspension);
    await call("POST", `/api/users/${person.id}/unsuspend`, {});
    return person.id;
  } finally {
    await pool.end();
  }
}

async function take(page: Page, stack: StackAddress, id: string, look: string): Promise<void> {
  await page.goto(`${stack.origin}/#/users/${id}/show`);
  await panel(page, "Latest events").getByRole("listitem").first().waitFor();
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: join(FOLDER, `user-${look}.png`) });
  await page.goto(`${stack.origin}/#/users`);
  await page.getByRole("row").nth(5).waitFor();
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: join(FOLDER, `users-${look}.png`) });
}

const folder = await makeStackFolder();
const stack = await startStack("screenshots", folder, newSecrets());
try {
  mkdirSync(FOLDER, { recursive: true });
  const id = await choosePerson(stack.address);
  const browser = await chromium.launch({ executablePath: findBrowser(), args: browserFlags() });
  for (const colorScheme of ["light", "dark"] as const) {
    const context = await browser.newContext({
      colorScheme,
      viewport: WINDOW,
      locale: "en-GB",
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    await signIn(page, stack.address, "support");
    await take(page, stack.address, id, colorScheme);
    await context.close();
  }
  await browser.close();
} finally {
  await stack.stop();
  removeStackFolder(folder);
}
