import type { Page } from "playwright/test";
import { accessibilityFaults } from "./support/accessibility.ts";
import { panel, signIn, signOut, storedByBrowser } from "./support/console.ts";
import { makePerson, TYPED } from "./support/people.ts";
import type { Person } from "./support/people.ts";
import { expect, test } from "./support/test.ts";

const MASKED = "i•••@q•••.example";
/** The head of the person's page: other values of theirs are revealed further down. */
const head = (page: Page) =>
  page.locator("header", { has: page.getByRole("heading", { level: 1 }) });
const revealButton = (page: Page) =>
  head(page).getByRole("button", { name: "Reveal", exact: true });

async function openPerson(page: Page, origin: string, person: Person): Promise<void> {
  await page.goto(`${origin}/#/users/${person.id}/show`);
  await expect(page.getByRole("heading", { name: person.name, level: 1 })).toBeVisible();
}

async function reveal(page: Page, ticket = ""): Promise<void> {
  await revealButton(page).click();
  const dialog = page.getByRole("dialog", { name: "Reveal: E-mail" });
  const submit = dialog.getByRole("button", { name: "Reveal" });
  await expect(submit, "without a reason").toBeDisabled();
  await dialog.getByRole("textbox", { name: "Reason" }).fill(TYPED.revealReason);
  await dialog.getByRole("textbox", { name: "Ticket" }).fill(ticket);
  await dialog.getByRole("combobox", { name: "For how long" }).click();
  await page.getByRole("option", { name: "1 minute", exact: true }).click();
  await submit.click();
  await expect(dialog).toBeHidden();
}

test("support reveals an address by a reason, and it is masked again", async ({
  page,
  context,
  stack,
  database,
}) => {
  const person = await makePerson(database, "revealed");
  const addresses: string[] = [];
  page.on("request", (request) => addresses.push(decodeURIComponent(request.url())));
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  // Runs by itself, and can be put forward.
  await page.clock.install();

  await signIn(page, stack, "support");
  await openPerson(page, stack.origin, person);
  const address = page.getByText(person.email, { exact: true });
  const masked = head(page).getByTitle("Masked: only part of it is shown");
  await expect(masked).toHaveText(MASKED);

  await test.step("nothing is asked for when the dialog is left", async () => {
    await revealButton(page).click();
    expect.soft(await accessibilityFaults(page), "the dialog").toEqual([]);
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect(dialog).toBeHidden();
  });

  await test.step("shows the address beside a countdown, to read and to copy", async () => {
    await reveal(page, "T-4711");
    await expect(address).toBeVisible();
    await expect(head(page).getByRole("timer")).toHaveText(/^0:[45]\d$/);
    await expect(head(page).getByRole("button", { name: "Mask again" })).toBeFocused();
    // What a screen reader says, once; the seconds are silent.
    await expect(head(page).getByRole("status")).toHaveText("Masked again in a minute or less.");
    await expect(head(page).getByRole("timer")).not.toHaveAttribute("aria-live");
    expect.soft(await accessibilityFaults(page), "revealed").toEqual([]);
    await head(page).getByRole("button", { name: "Copy", exact: true }).click();
    expect(await page.evaluate(async () => navigator.clipboard.readText())).toBe(person.email);
  });

  await test.step("the history says who, what and why", async () => {
    const events = panel(page, "Latest events").getByRole("listitem");
    const revealed = events.filter({ hasText: "Revealed" }).first();
    await expect(revealed).toContainText("Sam Support");
    await expect(revealed).toContainText(`E-mail · Reason: ${TYPED.revealReason}`);
    await expect(revealed).toContainText("Ticket: T-4711");
    const { rows } = await database.query(
      `SELECT e.details, e.actor_role FROM audit_log AS e
       JOIN audit_pseudonyms AS p ON p.pseudonym = e.subject
       WHERE p.real_id = $1 AND e.action = 'reveal'
       ORDER BY e.at DESC LIMIT 1`,
      [person.id],
    );
    expect(rows).toEqual([{ details: { field: "email", minutes: 1 }, actor_role: "fs_support" }]);
  });

  await test.step("is masked again by hand", async () => {
    await head(page).getByRole("button", { name: "Mask again" }).click();
    await expect(address).toHaveCount(0);
    await expect(head(page).getByRole("status")).toHaveText("Masked again.");
    await expect(masked).toHaveText(MASKED);
  });

  await test.step("is masked again by itself, when its time is over", async () => {
    await reveal(page);
    await expect(address).toBeVisible();
    await page.clock.fastForward(50_000);
    await expect(head(page).getByRole("timer")).toHaveText(/^0:0\d$/);
    await page.clock.fastForward(15_000);
    await expect(address).toHaveCount(0);
    await expect(masked).toHaveText(MASKED);
  });

  await test.step("is masked again when the page was left", async () => {
    await reveal(page);
    await expect(address).toBeVisible();
    await page.getByRole("link", { name: "Users" }).click();
    await expect(page.getByRole("heading", { name: "Users", level: 1 })).toBeVisible();
    await expect(page.getByText(person.email)).toHaveCount(0);
    await page.goBack();
    await expect(masked).toHaveText(MASKED);
    await expect(address).toHaveCount(0);
  });

  await test.step("is kept nowhere, also not after signing out", async () => {
    await reveal(page);
    await expect(address).toBeVisible();
    await signOut(page);
    await page.goBack();
    await expect(page.getByText(person.email)).toHaveCount(0);
    const kept = `${addresses.join("\n")}\n${await storedByBrowser(page)}`;
    for (const word of [person.email, TYPED.revealReason]) expect(kept).not.toContain(word);
  });
});

test("who may not reveal is told so beside the masked address", async ({
  page,
  stack,
  database,
}) => {
  const person = await makePerson(database, "revealed");
  await signIn(page, stack, "admin");
  await openPerson(page, stack.origin, person);
  await expect(revealButton(page)).toHaveAttribute("aria-disabled", "true");
  await revealButton(page).hover();
  await expect(page.getByRole("tooltip")).toContainText("may not reveal users");
});
