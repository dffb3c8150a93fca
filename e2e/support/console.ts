import { expect } from "playwright/test";
import type { Locator, Page } from "playwright/test";
import { emailOf } from "./http.ts";
import type { DemoStaff } from "./http.ts";
import type { StackAddress } from "./stack.ts";

/** Fills the form of the sign-in page and sends it; what comes of it is the caller's to check. */
export async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByRole("textbox", { name: "E-mail" }).fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

export const accountButton = (page: Page): Locator =>
  page.getByRole("button", { name: /^Account of/ });

export async function signIn(page: Page, stack: StackAddress, staff: DemoStaff): Promise<void> {
  await page.goto(stack.origin);
  await fillSignIn(page, emailOf(staff), stack.password);
  await expect(accountButton(page)).toBeVisible();
}

export async function signOut(page: Page): Promise<void> {
  await accountButton(page).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
}

/** Types into the search of the users' list and waits for its answer. */
export async function searchUsers(page: Page, term: string): Promise<void> {
  const box = page.getByRole("searchbox", { name: "Search users" });
  await box.fill("");
  const answer = page.waitForResponse(
    (response) =>
      response.url().endsWith("/api/users/search") &&
      (response.request().postData() ?? "").includes(JSON.stringify(term).slice(1, -1)),
  );
  await box.fill(term);
  await box.press("Enter");
  expect((await answer).status()).toBe(200);
}

/** A titled part of a page. */
export const panel = (page: Page, title: string): Locator =>
  page.getByRole("region", { name: title });

/** Everything the browser kept of the site: what is stored here outlives the session. */
export async function storedByBrowser(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const databases = await indexedDB.databases();
    const caches = await globalThis.caches.keys();
    return JSON.stringify({
      local: Object.entries(localStorage),
      session: Object.entries(sessionStorage),
      databases,
      caches,
      history: history.state,
      address: location.href,
    });
  });
}
