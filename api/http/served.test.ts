import { expect, it } from "vitest";
import { auditLogList, partOfAuditLogList } from "../contracts/audit-log.ts";
import { organizationMembersList } from "../contracts/organization-members.ts";
import type { ListDefinition } from "../contracts/list.ts";
import { usersList } from "../contracts/users.ts";
import { readList } from "./list-query.ts";

const PERSON = "018df21a-48ca-712d-9f60-ba10f3297d27";

const reason = (list: ListDefinition, filter: object, sort?: unknown) => {
  try {
    readList(list, { filter, sort });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

it.each<[string, ListDefinition, object, unknown, RegExp]>([
  [
    "a range in another order",
    usersList,
    { created_at_gte: "2026-01-01" },
    ["last_login", "ASC"],
    /^created_at_gte goes with the order of created_at only/,
  ],
  [
    "two ranges",
    usersList,
    { created_at_gte: "2026-01-01", last_login_lt: "2026-01-01" },
    undefined,
    /goes with the order of/,
  ],
  [
    "filters no index has together",
    auditLogList,
    { reason_code: "fraud", actor_id: PERSON },
    undefined,
    /^No index serves actor_id with reason_code in the order of at. It takes actor_id with action; or resource with action; or reason_code; or whatever/,
  ],
  [
    "a filter within a part",
    partOfAuditLogList,
    { action: "show" },
    undefined,
    /That order takes no filter but id, request_id\.$/,
  ],
])("refuses %s, and says what goes", (_, list, filter, sort, expected) => {
  expect(reason(list, filter, sort)).toMatch(expected);
});

it.each<[string, ListDefinition, object, unknown]>([
  ["anything beside an id", usersList, { id: PERSON, created_at_gte: "2026-01-01" }, ["id", "ASC"]],
  [
    "anything beside what is narrow",
    auditLogList,
    { subject_id: PERSON, action: "show", resource: "users" },
    undefined,
  ],
  ["a part of a set", organizationMembersList, { organization_id: PERSON }, ["created_at", "DESC"]],
  [
    "the whole of it",
    organizationMembersList,
    { organization_id: PERSON, role: "owner" },
    undefined,
  ],
  ["what is not given", usersList, { is_active: undefined, deleted: true }, undefined],
])("takes %s", (_, list, filter, sort) => {
  expect(reason(list, filter, sort)).toBeUndefined();
});

it("orders by the column of a range when no order is asked for", () => {
  const filter = { last_login_lt: "2026-01-01" };
  expect(readList(usersList, { filter }).sort).toEqual({ field: "last_login", direction: "DESC" });
});
