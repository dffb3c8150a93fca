import type { Page } from "playwright/test";
import { accessibilityFaults, overflows } from "./support/accessibility.ts";
import { panel, signIn, storedByBrowser } from "./support/console.ts";
import { asNobody, asStaff } from "./support/http.ts";
import { makePerson, TYPED } from "./support/people.ts";
import type { Person } from "./support/people.ts";
import type { StackAddress } from "./support/stack.ts";
import { expect, test } from "./support/test.ts";

/** Support looks at a person, reveals their address, suspends them and lifts it again. */
async function helpAndHinder(stack: StackAddress, person: Person): Promise<void> {
  const support = await asStaff(stack, "support");
  const form = { field: "email", reason: TYPED.lookedReason, ticket: "T-77" };
  await support("GET", `/api/users/${person.id}`);
  await support("GET", `/api/users/${person.id}`);
  await support("POST", `/api/users/${person.id}/reveal`, form);
  await support("POST", `/api/users/${person.id}/suspend`, { reason: "Asked to", until: null });
  await support("POST", `/api/users/${person.id}/unsuspend`, {});
}

/** The last list of events that the page asked for. */
function asked(page: Page): () => string {
  let last = "";
  page.on("response", (response) => {
    const { pathname, search } = new URL(response.url());
    if (!/^\/api\/audit-log(\/search)?$/.test(pathname)) return;
    const { method, body } = {
      method: response.request().method(),
      body: response.request().postData(),
    };
    last = `${response.status()} ${method} ${body ?? decodeURIComponent(search)}`;
  });
  return () => last;
}

const rows = (page: Page) => page.getByRole("table").first().getByRole("row");
const openList = async (page: Page) => {
  await page.getByRole("link", { name: "Audit log" }).click();
  await expect(rows(page).nth(1)).toBeVisible();
};

test("an auditor finds events by reason, colleague, time and person", async ({
  page,
  stack,
  database,
}) => {
  const person = await makePerson(database, "looked");
  await helpAndHinder(stack, person);
  const addresses: string[] = [];
  page.on("request", (request) => addresses.push(decodeURIComponent(request.url())));
  const events = asked(page);
  await signIn(page, stack, "auditor");
  await openList(page);

  await test.step("by a part of a reason, which stands in no address", async () => {
    await expect(page.getByRole("columnheader", { name: /^When, sort/ })).toBeVisible();
    const box = page.getByRole("textbox", { name: "Search reasons" });
    await box.fill(TYPED.lookedFor.toUpperCase());
    await box.press("Enter");
    await expect.poll(events).toMatch(/^200 POST/);
    await expect(rows(page).nth(1)).toContainText("Revealed");
    await rows(page).nth(1).getByRole("button", { name: "Show changes" }).click();
    await expect(page.getByText(TYPED.lookedReason)).toBeVisible();
    await expect(page.getByText("T-77")).toBeVisible();
    expect.soft(await accessibilityFaults(page), "found by reason").toEqual([]);
    const { rows: found } = await database.query(
      `SELECT e.action FROM audit_log AS e WHERE e.pii ->> 'q' ILIKE $1`,
      [TYPED.lookedFor],
    );
    expect(found.length).toBeGreaterThan(0);
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect(box).toHaveValue("");
  });

  await test.step("by a colleague, with the keyboard, and what goes with one", async () => {
    const who = page.getByRole("combobox", { name: "Who" });
    await who.focus();
    await page.keyboard.type("Sam");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect.poll(events).toMatch(/^200 GET .*"actor_id"/);
    await expect(page.getByRole("combobox", { name: "Object" })).toHaveCount(0);
    await page.getByRole("combobox", { name: "Action" }).click();
    await page.getByRole("option", { name: "Revealed" }).click();
    await expect.poll(events).toMatch(/"action":"reveal"/);
    await page.getByRole("combobox", { name: "Time" }).click();
    await page.getByRole("option", { name: "7 days" }).click();
    await expect.poll(events).toMatch(/^200 GET .*"at_gte"/);
    await expect(rows(page).nth(1)).toContainText("Revealed");
    expect.soft(await accessibilityFaults(page), "filtered").toEqual([]);
  });

  await test.step("and passes the list on by its address, without the colleague", async () => {
    await expect
      .poll(() => page.url())
      .toMatch(/#\/audit-log\?action=reveal&at_gte=\d{4}-\d\d-\d\d$/);
    const address = page.url();
    await page.goto("about:blank");
    const lists: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/api/audit-log?")) lists.push(decodeURIComponent(request.url()));
    });
    await page.goto(address);
    await expect(page.getByRole("combobox", { name: "Action" })).toHaveText("Revealed");
    await expect(page.getByRole("combobox", { name: "Time" })).toHaveText("7 days");
    await expect(rows(page).nth(1)).toContainText("Revealed");
    // Read once, and by what the address says.
    expect(lists).toHaveLength(1);
    expect(lists[0]).toContain('"action":"reveal"');
    expect(lists[0]).not.toContain("actor_id");
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect.poll(() => page.url()).toMatch(/#\/audit-log$/);
  });

  await test.step("is told of an empty range what came before it, and goes there", async () => {
    await page.getByRole("combobox", { name: "Time" }).click();
    await page.getByRole("option", { name: "Custom" }).click();
    await page.getByLabel("From").fill("2099-01-01");
    await page.getByLabel("From").press("Enter");
    await expect(page.getByText("Nothing since 1 Jan 2099")).toBeVisible();
    await expect(page.getByText(/The newest event before it is of/)).toBeVisible();
    expect.soft(await accessibilityFaults(page), "an empty range").toEqual([]);
    await page.getByRole("button", { name: "Show from there on" }).click();
    await expect(rows(page).nth(1)).toBeVisible();
    await page.getByRole("button", { name: "Clear filters" }).click();
  });

  await test.step("is told at the field what cannot be asked for, and nothing is asked", async () => {
    const before = addresses.length;
    const box = page.getByRole("textbox", { name: "Search reasons" });
    await box.fill("ab");
    await box.press("Enter");
    await expect(box).toHaveAccessibleDescription("Three letters or digits in a row, at least");
    await box.fill("");
    for (const name of ["Row", "Request"]) {
      const field = page.getByRole("textbox", { name, exact: true });
      await field.fill("no-id");
      await field.press("Enter");
      await expect(field).toHaveAccessibleDescription("Not an id");
      expect.soft(await accessibilityFaults(page), name).toEqual([]);
      await field.fill("");
    }
    // The list itself is read once more, without filters: they were cleared before.
    const asked = addresses.slice(before).filter((url) => /audit-log(\?|\/search)/.test(url));
    expect(asked.filter((url) => !url.includes("filter={}"))).toEqual([]);
    await page.getByRole("combobox", { name: "Time" }).click();
    await page.getByRole("option", { name: "Custom" }).click();
    await page.getByLabel("From").fill("2026-12-01");
    await page.getByLabel("From").press("Enter");
    // An empty list asks once more, for the newest before it.
    await expect(page.getByText("Nothing since 1 Dec 2026")).toBeVisible();
    await page.getByLabel("Before").fill("2026-11-01");
    await page.getByLabel("Before").press("Enter");
    await expect(page.getByLabel("Before")).toHaveAccessibleDescription("From is after Before");
    expect(addresses.filter((url) => url.includes('"at_lt":"2026-11-01"'))).toEqual([]);
    await page.getByLabel("From").fill("2026-10-01");
    await page.getByLabel("From").press("Enter");
    await expect
      .poll(() => addresses.join("\n"))
      .toMatch(/"at_gte":"2026-10-01"[^\n]*"at_lt":"2026-11-01"/);
    await page.getByRole("button", { name: "Clear filters" }).click();
  });

  await test.step("counts who looked and who touched one person", async () => {
    const about = page.getByRole("textbox", { name: "About the person" });
    await about.fill(person.id);
    await about.press("Enter");
    const access = panel(page, "Who looked, who touched");
    await access.getByRole("button", { name: "Show" }).click();
    await expect(access.getByRole("listitem").filter({ hasText: "Sam Support" })).toContainText(
      /Viewed.*times/,
    );
    await access.getByRole("tab", { name: "Touched" }).click();
    const entry = access.getByRole("listitem").filter({ hasText: "Sam Support" }).first();
    await expect(entry).toContainText("Changed");
    await entry.getByRole("button", { name: "Show the events of Sam Support" }).click();
    await expect(
      entry.getByRole("row").filter({ hasText: "Suspension reason" }).first(),
    ).toContainText("Asked to");
    expect.soft(await accessibilityFaults(page), "who touched").toEqual([]);
  });

  await test.step("nothing of it stands in addresses or in the browser", async () => {
    const kept = `${addresses.join("\n")}\n${await storedByBrowser(page)}`.toLowerCase();
    for (const typed of [TYPED.lookedFor, TYPED.lookedReason, person.name]) {
      expect(kept).not.toContain(typed.toLowerCase());
    }
  });
});

test("every kind of event says in words what it was", async ({ page, stack, database }) => {
  const person = await makePerson(database, "looked");
  await helpAndHinder(stack, person);
  const admin = await asStaff(stack, "admin");
  const refused = await admin("POST", `/api/users/${person.id}/suspend`, {
    reason: "No",
    until: null,
  });
  expect(refused.status).toBe(403);
  await asNobody(stack)("POST", "/api/session", { email: TYPED.unknownAccount, password: "wrong" });
  await database.query("DELETE FROM organization_members WHERE user_id = $1 AND role = 'member'", [
    person.id,
  ]);
  await database.query("SELECT redact_audit_events(id) FROM users WHERE name = $1", [person.name]);
  await signIn(page, stack, "auditor");
  await openList(page);
  const kinds: readonly (readonly [string, readonly string[]])[] = [
    ["Created", ["Field", "After"]],
    ["Changed", ["Field", "Before", "After"]],
    ["Deleted", ["Field", "Before"]],
    ["Bulk load", ["Users"]],
    ["Erased from the trail", ["Events erased"]],
    ["Revealed", ["Field", "E-mail", "Lasts, in minutes"]],
    ["Refused", ["What was asked for", "Suspend", "Why it was refused"]],
    ["Sign-in failed", ["When", "Request"]],
    ["Signed in", ["When", "Request"]],
    ["Listed", ["Rows"]],
  ];
  for (const [kind, words] of kinds) {
    await page.getByRole("combobox", { name: "Action" }).click();
    await page.getByRole("option", { name: kind, exact: true }).click();
    const row = rows(page).nth(1);
    await expect(row).toContainText(kind);
    // Each button names its event, and no closed row stands between two of them.
    await expect(row.getByRole("button", { name: `Show changes: ${kind}, ` })).toHaveCount(1);
    const closed = await page.getByRole("button", { name: "Show changes" }).count();
    await expect(rows(page)).toHaveCount(closed + 1);
    await row.getByRole("button", { name: "Show changes" }).click();
    const told = rows(page).nth(2);
    for (const word of words) await expect(told, kind).toContainText(word);
    expect.soft(await told.textContent(), kind).not.toMatch(/resources\.|undefined|\[object/);
    if (kind === "Created" || kind === "Deleted") {
      await expect(told.getByRole("columnheader")).toHaveCount(2);
    }
    expect.soft(await accessibilityFaults(page), kind).toEqual([]);
    await page.getByRole("button", { name: "Hide changes" }).first().click();
  }
});

test("a data protection officer sees on a person's page who looked, and when nobody did", async ({
  page,
  stack,
  database,
}) => {
  const person = await makePerson(database, "looked");
  await helpAndHinder(stack, person);
  await signIn(page, stack, "dpo");
  await page.goto(`${stack.origin}/#/users/${person.id}/show`);
  const access = panel(page, "Who looked, who touched");
  await access.getByRole("button", { name: "Show" }).click();
  await expect(access.getByRole("listitem").filter({ hasText: "Sam Support" })).toContainText(
    "Revealed",
  );
  await access.getByRole("combobox", { name: "Time" }).click();
  await page.getByRole("option", { name: "Custom" }).click();
  await access.getByLabel("From").fill("2099-01-01");
  await access.getByLabel("From").press("Enter");
  await expect(access).toContainText("Nobody looked at this person since 1 Jan 2099.");
  await expect(access).toContainText("The newest event before it is of");
  await access.getByRole("button", { name: "Show from there on" }).click();
  await expect(access.getByRole("listitem").first()).toBeVisible();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await access.getByRole("combobox", { name: "Time" }).click();
  await page.getByRole("option", { name: "Custom" }).click();
  await access.getByLabel("Before").fill("2020-01-01");
  await access.getByLabel("Before").press("Enter");
  await expect(access).toContainText("From is after Before");
  await expect(access.getByText("Nobody looked")).toHaveCount(0);
  expect(asked.filter((url) => url.includes("timeline"))).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await overflows(page)).toBe(false);
  expect.soft(await accessibilityFaults(page), "the panel").toEqual([]);
});

test("an SRE is told which part of the trail the role sees", async ({ page, stack }) => {
  await signIn(page, stack, "sre");
  await page.getByRole("link", { name: "Audit log" }).click();
  await expect(page.getByText("Your role sees what jobs did.").first()).toBeVisible();
});

test("an unknown value in an address stands in its filter as it is, and an erased reason says so", async ({
  page,
  stack,
  database,
}) => {
  const person = await makePerson(database, "looked");
  await helpAndHinder(stack, person);
  await database.query("SELECT redact_audit_events($1::uuid)", [person.id]);
  await signIn(page, stack, "auditor");
  await page.goto(`${stack.origin}/#/audit-log?action=nonsense`);
  await expect(page.getByRole("combobox", { name: "Action" })).toHaveText("nonsense");
  await page.getByRole("combobox", { name: "Action" }).click();
  await page.getByRole("option", { name: "Revealed" }).click();
  await rows(page).nth(1).getByRole("button", { name: "Show changes" }).click();
  await expect(rows(page).nth(2)).toContainText("Reason and address");
  await expect(rows(page).nth(2)).toContainText("erased with the person");
});
