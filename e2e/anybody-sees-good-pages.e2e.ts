import type { Page } from "playwright/test";
import { accessibilityFaults, overflows } from "./support/accessibility.ts";
import { signIn } from "./support/console.ts";
import { asUser } from "./support/http.ts";
import { makePerson } from "./support/people.ts";
import { expect, test } from "./support/test.ts";

/** Errors in the console, violations of the CSP too, fail each of these by the fixture. */
async function expectGoodPage(page: Page, where: string): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  await page.waitForLoadState("networkidle");
  expect.soft(await accessibilityFaults(page), `${where}: axe`).toEqual([]);
  expect.soft(await overflows(page), `${where}: wider than the window`).toBe(false);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("every page has names, landmarks, contrast and a clean console", async ({
      page,
      stack,
      database,
    }) => {
      const person = await makePerson(database, "shown");
      await (
        await asUser(stack, person.id)
      )("POST", `/api/users/${person.id}/export`);
      const { rows } = await database.query<{ organization: string; request: string }>(
        `SELECT
           (SELECT organization_id FROM organization_members WHERE user_id = $1 LIMIT 1) AS organization,
           (SELECT id FROM gdpr_requests WHERE user_id = $1 LIMIT 1) AS request`,
        [person.id],
      );
      const [found] = rows;

      await page.goto(stack.origin);
      await expectGoodPage(page, "sign-in");
      await signIn(page, stack, "support");
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const [red = 0] = background.match(/\d+/g)?.map(Number) ?? [];
      expect(red > 127 ? "light" : "dark").toBe(colorScheme);

      for (const path of [
        "users",
        `users/${person.id}/show`,
        `users/${person.id}`,
        "organizations",
        `organizations/${found?.organization}/show`,
        "subscriptions",
        "gdpr-requests",
        `gdpr-requests/${found?.request}/show`,
        "no-such-page",
      ]) {
        await page.goto(`${stack.origin}/#/${path}`);
        await expectGoodPage(page, path.replace(/[0-9a-f-]{36}/, ":id"));
      }
    });

    test("the audit log shows events field by field", async ({ page, stack }) => {
      await signIn(page, stack, "compliance");
      await page.getByRole("link", { name: "Audit log" }).click();
      await expectGoodPage(page, "audit-log");
      await page.getByRole("button", { name: "Show changes" }).first().click();
      await expectGoodPage(page, "audit-log, opened");
      await page.getByRole("link", { name: "Trail exports" }).click();
      await expectGoodPage(page, "audit-exports");
    });

    test("dialogs and menus have names and contrast too", async ({ page, stack, database }) => {
      const { id } = await makePerson(database, "shown");
      await signIn(page, stack, "support");
      await page.goto(`${stack.origin}/#/users/${id}/show`);
      for (const name of [
        "Suspend",
        "Reveal",
        "File access request",
        "Appearance",
        /^Account of/,
      ]) {
        await page.getByRole("button", { name }).click();
        await expect(page.getByRole("dialog").or(page.getByRole("menu"))).toBeVisible();
        expect.soft(await accessibilityFaults(page), String(name)).toEqual([]);
        await page.keyboard.press("Escape");
        await expect(page.getByRole("dialog").or(page.getByRole("menu"))).toBeHidden();
      }
    });

    test("an administrator edits an organization", async ({ page, stack, database }) => {
      const { rows } = await database.query<{ id: string }>(
        "SELECT id FROM organizations WHERE deleted_at IS NULL ORDER BY created_at LIMIT 1",
      );
      await signIn(page, stack, "admin");
      await page.goto(`${stack.origin}/#/organizations/${rows[0]?.id}`);
      await expectGoodPage(page, "organizations/:id");
      const name = `Renamed in the ${colorScheme}`;
      await page.getByRole("textbox", { name: "Name" }).fill(name);
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
    });
  });
}

test("control: a nameless button, pale text and a wide page are seen", async ({ page, stack }) => {
  await page.goto(stack.origin);
  await page.getByRole("main").evaluate((main) => {
    const button = document.createElement("button");
    const pale = document.createElement("p");
    pale.textContent = "hard to read";
    pale.style.color = "#ddd";
    pale.style.backgroundColor = "#fff";
    pale.style.width = "5000px";
    main.append(button, pale);
  });
  const faults = (await accessibilityFaults(page)).map((line) => line.split(":")[0]);
  expect(faults).toEqual(expect.arrayContaining(["button-name", "color-contrast"]));
  expect(await overflows(page)).toBe(true);
});
