import { z } from "zod";
import { afterAll, describe, expect, it } from "vitest";
import { subscription, subscriptionDetail } from "../contracts/subscriptions.ts";
import { addSubscription, addUser, eventsAbout } from "../testing/people.ts";
import { startApp } from "../testing/start-app.ts";

const app = await startApp();
afterAll(() => app.stop());
const { database } = app;
const support = await app.staff("support");

const listed = async (filter: object) => {
  const query = `range=[0,99]&filter=${JSON.stringify(filter)}`;
  return z.array(subscription).parse((await support.get(`/api/subscriptions?${query}`)).body);
};

describe("subscriptions", () => {
  it("are listed by user, plan, state and end", async () => {
    const user = await addUser(database);
    const old = await addSubscription(database, user, {
      status: "canceled",
      canceled_at: new Date(),
    });
    const current = await addSubscription(database, user, {
      status: "past_due",
      plan: "enterprise",
      current_period_end: "2031-03-01T00:00:00Z",
    });
    expect((await listed({ user_id: user })).map((row) => row.id).toSorted()).toEqual(
      [old, current].toSorted(),
    );
    for (const filter of [
      { user_id: user, status: "past_due" },
      { user_id: user, plan: "enterprise" },
      { current_period_end_gte: "2031-01-01", current_period_end_lt: "2032-01-01" },
    ]) {
      expect((await listed(filter)).map((row) => row.id)).toEqual([current]);
    }
    const shown = await support.get(`/api/users/${user}`);
    expect(shown.body).toMatchObject({ subscription: { id: current, status: "past_due" } });
  });

  it("show one, with the event about its person", async () => {
    const user = await addUser(database);
    const id = await addSubscription(database, user);
    const answer = await support.get(`/api/subscriptions/${id}`);
    expect(subscriptionDetail.parse(answer.body)).toMatchObject({ id, user_id: user, can: [] });
    expect((await eventsAbout(database, user)).at(-1)).toMatchObject({
      action: "show",
      resource: "subscriptions",
    });
  });
});
