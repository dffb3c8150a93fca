import type { Page } from "playwright/test";
import { signIn, signOut } from "./support/console.ts";
import { expect, test } from "./support/test.ts";

/** What the API was asked for last: its orders and filters stand in the address. */
function asked(page: Page, resource: string): () => string {
  let last = "";
  page.on("response", (response) => {
    const { pathname, search } = new URL(response.url());
    if (pathname !== `/api/${resource}`) return;
    last = `${response.status()} ${decodeURIComponent(search)}`;
  });
  return () => last;
}

test("staff narrows lists by what an index serves, and is offered nothing else", async ({
  page,
  stack,
}) => {
  await signIn(page, stack, "support");

  await test.step("a range of dates brings its own order, and takes the others away", async () => {
    const users = asked(page, "users");
    await page.getByRole("link", { name: "Users" }).click();
    await page.getByRole("button", { name: "Last sign-in" }).click();
    await expect.poll(users).toContain('200 ?filter={}&range=[0,24]&sort=["last_login","DESC"]');
    await page.getByLabel("Registered from").fill("2026-01-01");
    await page.getByLabel("Registered from").press("Enter");
    await expect.poll(users).toMatch(/^200 .*"created_at_gte".*sort=\["created_at","DESC"\]/);
    await expect(page.getByRole("button", { name: "Last sign-in" })).toHaveCount(0);
  });

  await test.step("suspended or deleted, not both", async () => {
    const users = asked(page, "users");
    await page.getByRole("combobox", { name: "Account" }).click();
    await page.getByRole("option", { name: "Suspended" }).click();
    await expect.poll(users).toContain('"is_active":false');
    await page.getByRole("combobox", { name: "Deleted" }).click();
    await page.getByRole("option", { name: "Only deleted" }).click();
    await expect.poll(users).toMatch(/^200 .*"deleted":true/);
    expect(users()).not.toContain("is_active");
  });

  await test.step("who reads a part of the trail filters by time and request", async () => {
    await signOut(page);
    await signIn(page, stack, "admin");
    await page.getByRole("link", { name: "Audit log" }).click();
    await expect(page.getByRole("textbox", { name: "Request" })).toBeVisible();
    await expect(page.getByRole("combobox", { name: "Action" })).toHaveCount(0);
    await expect(page.getByRole("textbox", { name: "About the person" })).toHaveCount(0);
  });

  await test.step("and no person's history; Back from a person is the list again", async () => {
    await page.getByRole("link", { name: "Users" }).click();
    const name = page.getByRole("row").nth(1).getByRole("link");
    await name.click();
    await expect(page.getByText("Latest events")).toBeVisible();
    await expect(page.getByText("Your role has no access to this.").first()).toBeVisible();
    await page.goBack();
    await expect(page.getByRole("row").nth(1)).toBeVisible();
    await signOut(page);
    await signIn(page, stack, "auditor");
    await page.getByRole("link", { name: "Audit log" }).click();
    await expect(page.getByRole("textbox", { name: "Reason code" })).toBeVisible();
    await page.getByRole("combobox", { name: "Action" }).click();
    await page.getByRole("option", { name: "Viewed" }).click();
    await expect(page.getByRole("textbox", { name: "Reason code" })).toHaveCount(0);
  });

  await test.step("a filter that is served beside another only goes with it", async () => {
    const events = asked(page, "audit-log");
    const person = page.getByRole("textbox", { name: "About the person" });
    await person.fill("018e614e-7f76-7d0d-a7ae-7ddf2ff16fc0");
    await person.press("Enter");
    const code = page.getByRole("textbox", { name: "Reason code" });
    await code.fill("fraud");
    await code.press("Enter");
    await expect.poll(events).toMatch(/^200 .*"reason_code":"fraud"/);
    await person.fill("");
    await person.press("Enter");
    await expect.poll(events).toContain('200 ?filter={"action":"show"}&');
    await expect(code).toHaveCount(0);
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect(person).toHaveValue("");
  });
});
