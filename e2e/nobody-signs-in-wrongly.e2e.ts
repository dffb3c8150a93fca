import { accountButton, fillSignIn, signIn, signOut } from "./support/console.ts";
import { asNobody, emailOf } from "./support/http.ts";
import { TYPED } from "./support/people.ts";
import { expect, test } from "./support/test.ts";

/** What the API allows an account in 15 minutes. */
const ATTEMPTS = 10;

test("a wrong password and an unknown account get the same words", async ({ page, stack }) => {
  await page.goto(stack.origin);
  for (const email of [emailOf("dpo"), TYPED.unknownAccount]) {
    await fillSignIn(page, email, TYPED.wrongPassword);
    await expect(page.getByRole("alert")).toContainText("E-mail or password is wrong.");
    await expect(accountButton(page)).toHaveCount(0);
  }
});

test("many attempts on one account are throttled, the right password included", async ({
  page,
  stack,
  database,
  expectedInConsole,
}) => {
  expectedInConsole.push("status of 429");
  const email = emailOf("auditor");
  const call = asNobody(stack);
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const answer = await call("POST", "/api/session", { email, password: TYPED.wrongPassword });
      expect(answer.status).toBe(401);
    }
    const refused = await call("POST", "/api/session", { email, password: stack.password });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);

    await page.goto(stack.origin);
    await fillSignIn(page, email, stack.password);
    await expect(page.getByRole("alert")).toContainText("Too many attempts");
  } finally {
    // The other journeys come from the same address.
    await database.query("DELETE FROM throttle");
  }
});

test("after signing out the back button shows nothing, and the cookie opens nothing", async ({
  page,
  context,
  stack,
}) => {
  await signIn(page, stack, "support");
  await page.getByRole("link", { name: "Users" }).click();
  await expect(page.getByRole("table")).toBeVisible();
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ name: "fs_session", httpOnly: true, sameSite: "Strict" });

  await signOut(page);
  await page.goBack();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await expect(page.getByRole("table")).toHaveCount(0);
  const answer = await fetch(`${stack.origin}/api/users?range=[0,0]`, {
    headers: { cookie: `fs_session=${cookie?.value}` },
  });
  expect(answer.status).toBe(401);
});

test("a session that is revoked ends at the next click", async ({ page, stack, database }) => {
  await signIn(page, stack, "compliance2");
  await expect(page.getByRole("table")).toBeVisible();
  await database.query(
    `UPDATE staff_sessions SET revoked_at = now()
     WHERE staff_id = (SELECT id FROM staff WHERE email = $1)`,
    [emailOf("compliance2")],
  );
  await page.getByRole("link", { name: "Organizations" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
});
