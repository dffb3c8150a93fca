import { afterAll, describe, expect, it } from "vitest";
import { userDetail } from "../contracts/users.ts";
import { addUser, eventsAbout } from "../testing/people.ts";
import type { Answer } from "../testing/clients.ts";
import { startApp } from "../testing/start-app.ts";

const app = await startApp();
afterAll(() => app.stop());
const { database } = app;
const support = await app.staff("support");

async function newUser(fields: Record<string, unknown> = {}) {
  const id = await addUser(database, fields);
  const client = await app.user(id);
  const path = `/api/users/${id}`;
  return {
    id,
    path,
    show: async () => userDetail.parse((await client.get(path)).body),
    put: (body: unknown, headers: Record<string, string> = {}) =>
      client.put(path, body, { headers }),
  };
}

const marketing = (granted: boolean, document_version = "2026-01") => ({
  consents: { marketing: { granted, document_version } },
});

/** Every row of the person's answers, oldest first. */
async function answersOf(userId: string) {
  const { rows } = await database.adminPool.query(
    `SELECT purpose, granted, document_version, withdrawn_at IS NOT NULL AS withdrawn
     FROM user_consents WHERE user_id = $1 ORDER BY granted_at, id`,
    [userId],
  );
  return rows;
}

const detailOf = (answer: Answer) => userDetail.parse(answer.body);

describe("users.update: the person's own form", () => {
  it("takes profile, preferences and consents in one", async () => {
    const user = await newUser();
    expect(await user.show()).toMatchObject({
      notification_preferences: { email_enabled: true, daily_reminder_at: null },
      consents: {},
    });
    const form = {
      name: "Ada New",
      display_name: "Ada",
      avatar_url: "https://pictures.example/ada.png",
      timezone: "Europe/Berlin",
      locale: "de",
      onboarding_completed: true,
      notification_preferences: { weekly_summary: false, daily_reminder_at: "07:30" },
      ...marketing(true),
    };
    const answer = await user.put(form);
    expect(answer.status).toBe(200);
    expect(detailOf(answer)).toMatchObject({ ...form, version: 2 });
    expect(await user.show()).toMatchObject(form);
  });

  it("changes nothing when everything comes back as it was, and is a look", async () => {
    const user = await newUser();
    await user.put({ ...marketing(true), notification_preferences: { push_enabled: false } });
    const before = await user.show();
    const events = (await eventsAbout(database, user.id)).length;
    const again = await user.put(before);
    expect(detailOf(again)).toEqual(before);
    expect((await eventsAbout(database, user.id)).slice(events)).toMatchObject([
      { action: "show", resource: "users" },
    ]);
    expect(await answersOf(user.id)).toHaveLength(1);
  });

  it("keeps the proof of every answer", async () => {
    const user = await newUser();
    await user.put(marketing(false));
    await user.put(marketing(true));
    await user.put(marketing(true, "2026-02"));
    const answer = await user.put(marketing(false));
    expect(detailOf(answer).consents.marketing).toMatchObject({
      granted: false,
      document_version: "2026-02",
      withdrawn_at: expect.any(String),
    });
    const row = { purpose: "marketing", document_version: "2026-01" };
    expect(await answersOf(user.id)).toEqual([
      { ...row, granted: false, withdrawn: false },
      { ...row, granted: true, withdrawn: true },
      { ...row, granted: true, document_version: "2026-02", withdrawn: true },
    ]);
    const events = await eventsAbout(database, user.id);
    expect(events.filter(({ resource }) => resource === "user-consents")).toHaveLength(5);
  });

  it("is one transaction: a wrong part changes nothing", async () => {
    const user = await newUser();
    const before = await user.show();
    for (const wrong of [
      { notification_preferences: { daily_reminder_at: "25:00" } },
      { notification_preferences: { email_enabled: "yes" } },
      { consents: { marketing: { granted: true } } },
      { consents: { horoscopes: { granted: true, document_version: "1" } } },
      { onboarding_completed: null },
      { email: "new@address.example" },
    ]) {
      const answer = await user.put({ name: "Half", ...marketing(true), ...wrong });
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ errors: expect.any(Object) });
    }
    expect(await user.show()).toEqual(before);
  });

  it("counts If-Match when sent, also against a change of preferences and consents", async () => {
    const user = await newUser();
    const version = { "If-Match": '"1"' };
    const first = { notification_preferences: { push_enabled: false } };
    expect((await user.put(first, version)).headers.get("etag")).toBe('"2"');
    expect((await user.put(marketing(true), version)).status).toBe(412);
    expect((await user.put(marketing(true))).headers.get("etag")).toBe('"3"');
  });

  it("records one consent when it is given several times at once", async () => {
    const user = await newUser();
    const answers = await Promise.all([1, 2, 3, 4].map(() => user.put(marketing(true))));
    expect(answers.every(({ status }) => [200, 412].includes(status))).toBe(true);
    expect(await answersOf(user.id)).toHaveLength(1);
  });

  it.each([
    ["suspended", { is_active: false, suspension_reason: "x", suspended_at: new Date() }],
    ["under restriction", { restricted_at: new Date() }],
  ])("withdraws a consent also while %s, and changes nothing else", async (_name, state) => {
    const user = await newUser(state);
    await database.adminPool.query(
      `INSERT INTO user_consents (user_id, purpose, document_version, granted)
       VALUES ($1, 'marketing', '2026-01', true)`,
      [user.id],
    );
    const update = (await user.show()).can.find(({ verb }) => verb === "update");
    expect(update).toMatchObject({ allowed: false });
    for (const form of [
      { name: "New" },
      { notification_preferences: { push_enabled: false } },
      { consents: { analytics: { granted: true, document_version: "1" } } },
    ]) {
      const answer = await user.put({ ...form });
      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({ detail: update?.reason });
    }
    expect(detailOf(await user.put(marketing(false))).consents.marketing?.granted).toBe(false);
  });
});

describe("users.update: by staff", () => {
  const version = { headers: { "If-Match": '"2"' } };

  it("ignores the person's own fields unchanged and names them changed", async () => {
    const user = await newUser();
    await user.put(marketing(true));
    const shown = detailOf(await support.get(user.path));
    expect(shown.consents.marketing?.granted).toBe(true);
    const unchanged = { ...shown, display_name: "Mended" };
    for (const [field, form] of [
      ["onboarding_completed", { onboarding_completed: true }],
      [
        "notification_preferences.push_enabled",
        { notification_preferences: { push_enabled: false } },
      ],
      ["consents.marketing", marketing(false)],
    ] as const) {
      const answer = await support.put(user.path, { ...unchanged, ...form }, version);
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ errors: { [field]: "is the person's own to change" } });
    }
    const answer = await support.put(user.path, unchanged, version);
    expect(detailOf(answer)).toMatchObject({ display_name: "Mended", consents: shown.consents });
  });
});
