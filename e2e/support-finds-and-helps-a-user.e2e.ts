import { panel, searchUsers, signIn, storedByBrowser } from "./support/console.ts";
import { makePerson, TYPED } from "./support/people.ts";
import { expect, test } from "./support/test.ts";

test("support finds a person, corrects the display name, suspends, and sees both in the history", async ({
  page,
  stack,
  database,
}) => {
  const person = await makePerson(database, "helped");
  const terms = [person.email.slice(2, 17), person.name.split(" ")[1] ?? "", person.id];
  const addresses: string[] = [];
  page.on("request", (request) => addresses.push(decodeURIComponent(request.url())));

  await signIn(page, stack, "support");
  await page.getByRole("link", { name: "Users" }).click();

  const found = page.getByRole("link", { name: person.name });
  for (const term of terms) {
    await searchUsers(page, term);
    await expect(found, `searched for ${term}`).toHaveCount(1);
    await expect(page.getByRole("row")).toHaveCount(2);
  }
  await expect(page.getByText(person.email)).toHaveCount(0);
  await found.click();

  await test.step("sees the person", async () => {
    await expect(page.getByRole("heading", { name: person.name, level: 1 })).toBeVisible();
    await expect(panel(page, "Profile")).toContainText("x•••@q•••.example");
    await expect(panel(page, "Subscription")).toContainText("Active");
    const { rows } = await database.query<{ days: number; organization: string }>(
      `SELECT p.total_days_completed AS days, o.name AS organization
       FROM user_progress AS p
       JOIN organization_members AS m USING (user_id)
       JOIN organizations AS o ON o.id = m.organization_id
       WHERE p.user_id = $1`,
      [person.id],
    );
    await expect(panel(page, "Progress")).toContainText(`Days completed${rows[0]?.days}`);
    await expect(panel(page, "Organizations")).toContainText(rows[0]?.organization ?? "no rows");
    await expect(panel(page, "Latest events")).toContainText("Sam Support");
  });

  await test.step("corrects the display name", async () => {
    await page.getByRole("link", { name: "Edit" }).click();
    await page.getByRole("textbox", { name: "Display name" }).fill(TYPED.displayName);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("heading", { name: person.name, level: 1 })).toBeVisible();
    await expect(panel(page, "Profile")).toContainText(TYPED.displayName);
  });

  const until = new Date(Date.now() + 7 * 86_400_000);
  await test.step("suspends with a reason and an end", async () => {
    await page.getByRole("button", { name: "Suspend" }).click();
    const dialog = page.getByRole("dialog", { name: "Suspend user" });
    await dialog.getByRole("textbox", { name: "Reason" }).fill(TYPED.suspension);
    await dialog.getByRole("combobox", { name: "Until" }).click();
    await page.getByRole("option", { name: "For 7 days" }).click();
    await dialog.getByRole("button", { name: "Suspend" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("button", { name: "Lift suspension" })).toBeVisible();
    await expect(page.getByRole("main")).toContainText(TYPED.suspension);
  });

  await test.step("sees who did what, when, with before and after", async () => {
    const history = panel(page, "Latest events").getByRole("listitem");
    const renamed = history.filter({ hasText: "Display name" }).filter({ hasText: "Changed" });
    await expect(renamed.first()).toContainText("Sam Support");
    await expect(renamed.first()).toContainText(/Display name: empty.*Ojalillo Quetzal/);
    const suspended = history.filter({ hasText: "Suspension reason" }).first();
    await expect(suspended).toContainText("Sam Support");
    await expect(suspended).toContainText(TYPED.suspension);
    await expect(suspended).toContainText(/Active: Yes.*No/);
    const day = until.toLocaleDateString("en-GB", { day: "numeric", timeZone: "Europe/Berlin" });
    await expect(suspended).toContainText(new RegExp(`Suspended until: .*${day}`));
    await expect(suspended.locator("time")).toBeVisible();
  });

  await test.step("left nothing personal in addresses and in the browser", async () => {
    const kept = `${addresses.join("\n")}\n${await storedByBrowser(page)}`;
    // The id stands in the address of the person's page; the other two terms must not.
    for (const term of [...terms.slice(0, 2), person.email, person.name, TYPED.displayName]) {
      expect(kept).not.toContain(term);
    }
  });
});

test("support lifts a suspension", async ({ page, stack, database }) => {
  const { rows } = await database.query<{ id: string; name: string }>(
    "SELECT id, name FROM users WHERE NOT is_active AND deleted_at IS NULL ORDER BY id LIMIT 1",
  );
  const [person] = rows;
  await signIn(page, stack, "support");
  await page.goto(`${stack.origin}/#/users/${person?.id}/show`);
  await expect(page.getByRole("heading", { name: person?.name ?? "", level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Lift suspension" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Lift suspension" }).click();
  await expect(page.getByRole("button", { name: "Suspend" })).toBeVisible();
  await expect(panel(page, "Latest events")).toContainText(/Active: No.*Yes/);
});

test("two colleagues edit one person: the second is told, and nothing is lost", async ({
  page,
  stack,
  database,
  expectedInConsole,
}) => {
  expectedInConsole.push("status of 412");
  const person = await makePerson(database, "member");
  await signIn(page, stack, "support");
  await page.goto(`${stack.origin}/#/users/${person.id}`);
  await expect(page.getByRole("textbox", { name: "Display name" })).toBeVisible();
  await database.query("UPDATE users SET timezone = 'Asia/Tokyo' WHERE id = $1", [person.id]);

  await page.getByRole("textbox", { name: "Display name" }).fill("Second");
  await page.getByRole("button", { name: "Save" }).click();
  const dialog = page.getByRole("dialog", { name: "Changed by somebody else" });
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByRole("textbox", { name: "Time zone" })).toHaveValue("Asia/Tokyo");
  const { rows } = await database.query("SELECT display_name FROM users WHERE id = $1", [
    person.id,
  ]);
  expect(rows).toEqual([{ display_name: null }]);
});
