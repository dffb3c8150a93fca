import { gdprRequest } from "../api/contracts/gdpr-requests.ts";
import { userDetail } from "../api/contracts/users.ts";
import { accessibilityFaults } from "./support/accessibility.ts";
import { panel, signIn } from "./support/console.ts";
import { asStaff, asUser } from "./support/http.ts";
import { makePerson } from "./support/people.ts";
import { expect, test } from "./support/test.ts";

test("a user deletes their account, compliance sees the request, the user comes back", async ({
  page,
  stack,
  database,
}) => {
  const person = await makePerson(database, "deleted");
  const call = await asUser(stack, person.id);
  const path = `/api/users/${person.id}`;
  const before = userDetail.parse(await (await call("GET", path)).json());

  await test.step("not by staff", async () => {
    const support = await asStaff(stack, "support");
    const refused = await support("DELETE", path);
    expect(refused.status).toBe(409);
    expect(await refused.text()).toContain("/api/gdpr-requests");
  });

  const request = await test.step("by the person, whose sessions end", async () => {
    const answer = await call("DELETE", path);
    expect(answer.status).toBe(202);
    const { rows } = await database.query(
      "SELECT id FROM user_sessions WHERE user_id = $1 AND revoked_at IS NULL",
      [person.id],
    );
    expect(rows).toEqual([]);
    return gdprRequest.parse(await answer.json());
  });

  await test.step("compliance finds the request and reads who filed it", async () => {
    await signIn(page, stack, "compliance");
    await page.getByRole("link", { name: "GDPR requests" }).click();
    const row = page
      .getByRole("row")
      .filter({ hasText: person.name })
      .filter({ hasText: "Received" });
    await row.getByRole("link", { name: "Erasure", exact: true }).click();
    await expect(page.getByRole("heading", { name: "Erasure request", level: 1 })).toBeVisible();
    await expect(panel(page, "Account")).toContainText("The person deleted their account.");
    await expect(panel(page, "Request")).toContainText("The person themselves");
    const withdraw = page.getByRole("button", { name: "Withdraw" });
    await expect(withdraw).toHaveAttribute("aria-disabled", "true");
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await accessibilityFaults(page)).toEqual([]);
    }
  });

  await test.step("the person withdraws it and has the account as it was", async () => {
    const shown = await call("GET", `/api/gdpr-requests/${request.id}`);
    expect(gdprRequest.parse(await shown.json()).state).toBe("received");
    const withdrawn = await call("POST", `/api/gdpr-requests/${request.id}/withdraw`);
    expect(gdprRequest.parse(await withdrawn.json()).state).toBe("withdrawn");
    const after = userDetail.parse(await (await call("GET", path)).json());
    expect(after.deleted_at).toBeNull();
    expect(after).toMatchObject({ email: before.email, organizations: before.organizations });
  });

  await test.step("compliance sees that too", async () => {
    await page.reload();
    await expect(panel(page, "Account")).toContainText("The person withdrew the deletion.");
    await expect(page.getByText("Withdrawn", { exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: "Withdraw" })).toHaveCount(0);
  });
});
