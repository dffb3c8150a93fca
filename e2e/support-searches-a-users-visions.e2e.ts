import type { Page } from "playwright/test";
import { accessibilityFaults } from "./support/accessibility.ts";
import { panel, signIn, storedByBrowser } from "./support/console.ts";
import { makePerson, TYPED } from "./support/people.ts";
import type { Person } from "./support/people.ts";
import { expect, test } from "./support/test.ts";

const plans = (page: Page) => panel(page, "Visions and actions");

async function openPerson(page: Page, origin: string, person: Person): Promise<void> {
  await page.goto(`${origin}/#/users/${person.id}/show`);
  await expect(page.getByRole("heading", { name: person.name, level: 1 })).toBeVisible();
}

test("support looks at what a person plans, finds a vision by its words and reveals it", async ({
  page,
  stack,
  database,
  expectedInConsole,
}) => {
  expectedInConsole.push("status of 400");
  const person = await makePerson(database, "planning");
  await database.query(
    `WITH vision AS (
       INSERT INTO visions (user_id, category, title, description)
       VALUES ($1, 'personal-growth', $2, 'Stitch by stitch')
     )
     INSERT INTO daily_actions (user_id, title, date) VALUES ($1, $3, '2026-11-20')`,
    [person.id, TYPED.vision, TYPED.action],
  );
  const events = async () => {
    const { rows } = await database.query<{ event: string }>(
      `SELECT e.action || ' ' || e.resource AS event FROM audit_log AS e
       JOIN audit_pseudonyms AS p ON p.pseudonym = e.subject
       WHERE p.real_id = $1 AND e.resource IN ('visions', 'daily-actions')
       ORDER BY e.tx, e.seq`,
      [person.id],
    );
    return rows.map(({ event }) => event);
  };
  const addresses: string[] = [];
  page.on("request", (request) => addresses.push(decodeURIComponent(request.url())));

  await signIn(page, stack, "support");
  await openPerson(page, stack.origin, person);
  const before = await events();
  const items = plans(page).getByRole("listitem");

  await test.step("reads nothing before it is asked to", async () => {
    await expect(plans(page)).toContainText("stands in their history");
    expect(addresses.join("\n")).not.toMatch(/\/api\/(visions|daily-actions)/);
  });

  await test.step("shows visions with their texts masked", async () => {
    await plans(page).getByRole("button", { name: "Show" }).click();
    await expect(items.first()).toContainText("Personal growth");
    await expect(items.first()).toContainText("•••");
    expect.soft(await accessibilityFaults(page), "the visions").toEqual([]);
    expect((await events()).slice(before.length)).toEqual(["list visions"]);
  });

  await test.step("finds one by the beginning of a word, once it is sent", async () => {
    const box = plans(page).getByRole("searchbox", { name: "Search visions" });
    await box.pressSequentially(TYPED.searched);
    expect((await events()).slice(before.length), "while typing").toEqual(["list visions"]);
    await plans(page).getByRole("button", { name: "Search" }).click();
    await expect(plans(page)).toContainText("1 found");
    await expect(items).toHaveCount(1);
    expect((await events()).slice(before.length + 1)).toEqual(["search visions", "find visions"]);
    await expect(page.getByText(TYPED.vision)).toHaveCount(0);
  });

  await test.step("reveals its title by a reason", async () => {
    await items.getByRole("button", { name: "Reveal" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Reveal: Title" });
    await dialog.getByRole("textbox", { name: "Reason" }).fill(TYPED.revealReason);
    await dialog.getByRole("button", { name: "Reveal" }).click();
    await expect(items).toContainText(TYPED.vision);
    await expect(items.getByRole("timer")).toBeVisible();
    expect.soft(await accessibilityFaults(page), "revealed").toEqual([]);
    expect((await events()).at(-1)).toBe("reveal visions");
    const history = panel(page, "Latest events").getByRole("listitem");
    await expect(history.filter({ hasText: "Revealed" }).first()).toContainText("Vision");
  });

  await test.step("finds no vision by other words, and all again without any", async () => {
    const box = plans(page).getByRole("searchbox");
    await box.fill("nowhere");
    await box.press("Enter");
    await expect(plans(page)).toContainText("None has these words.");
    await expect(page.getByText(TYPED.vision), "masked with the row").toHaveCount(0);
    await box.fill("!?");
    await box.press("Enter");
    await expect(plans(page).getByRole("alert")).toContainText("q");
    await box.fill("");
    await expect(items.first()).toContainText("Personal growth");
  });

  await test.step("shows actions with state and day, page by page", async () => {
    await plans(page).getByRole("tab", { name: "Actions" }).click();
    await expect(items).toHaveCount(10);
    await plans(page).getByRole("button", { name: "Next page" }).click();
    await expect(plans(page)).toContainText("11–");
    const box = plans(page).getByRole("searchbox", { name: "Search actions" });
    await box.fill("unpick seag");
    await box.press("Enter");
    await expect(items).toHaveCount(1);
    await expect(items).toContainText("20 Nov 2026");
    await expect(items).toContainText("Pending");
    expect.soft(await accessibilityFaults(page), "the actions").toEqual([]);
  });

  await test.step("leaves no word in addresses and in the browser", async () => {
    const kept = `${addresses.join("\n")}\n${await storedByBrowser(page)}`;
    for (const word of [TYPED.vision, TYPED.action, TYPED.searched, "seag", TYPED.revealReason]) {
      expect(kept).not.toContain(word);
    }
  });
});

test("who may not see what people plan is told so", async ({ page, stack, database }) => {
  const person = await makePerson(database, "planning");
  await signIn(page, stack, "admin");
  await openPerson(page, stack.origin, person);
  await expect(plans(page)).toContainText("Your role has no access to this.");
  await expect(plans(page).getByRole("button")).toHaveCount(0);
});
