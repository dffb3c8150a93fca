import type { UserDetail } from "../contracts/users.ts";
import { canOf } from "../http/abilities.ts";
import type { Caller } from "../http/caller.ts";
import { notAllowed, notFound } from "../http/problems.ts";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import type { Transaction } from "../../sql/database/transaction.ts";
import { selectOptionalCurrentSubscription } from "../../sql/subscriptions/queries.ts";
import { selectConsents } from "../../sql/user-consents/queries.ts";
import type { ConsentRow } from "../../sql/user-consents/queries.ts";
import { selectPreferences } from "../../sql/user-notification-preferences/queries.ts";
import { userAbilities } from "../../sql/users/abilities.ts";
import {
  selectOptionalMaskedUser,
  selectOptionalOwnUser,
  selectOptionalProgress,
  selectUserOrganizations,
} from "../../sql/users/queries.ts";
import type { UserRow } from "../../sql/users/queries.ts";

/** The row as the caller may see it: masked for staff, whole for the person; else 403 or 404. */
export async function readPerson(tx: Transaction, caller: Caller, id: string): Promise<UserRow> {
  checkOwn(caller, id);
  const found =
    caller.kind === "staff"
      ? await selectOptionalMaskedUser(tx, id)
      : await selectOptionalOwnUser(tx, id);
  if (found === undefined) throw notFound("There is no such user.");
  return found;
}

/** The same answer whether the other person exists or not. */
export function checkOwn(caller: Caller, id: string): void {
  if (caller.kind === "user" && caller.id !== id.toLowerCase()) {
    throw notAllowed("A token reaches its own person only.");
  }
}

/** Support may mend the profile of a suspended person; the person themselves may not. */
export function updateRefusal(caller: Caller, current: UserRow): string | null {
  const refusal = userAbilities(current).update;
  if (refusal !== null || caller.kind === "staff" || current.is_active) return refusal;
  return "The account is suspended.";
}

type Detail = Omit<UserDetail, keyof UserRow | "subscription" | "organizations" | "consents"> &
  UserRow & {
    subscription: object | null;
    organizations: readonly object[];
    consents: Readonly<Record<string, ConsentRow>>;
  };

/**
 * One person with what belongs to them. The event of the read stands in the same transaction, before
 * the rows; `silent` after a change, which has its own.
 */
export async function showPerson(
  tx: Transaction,
  caller: Caller,
  id: string,
  options: { readonly silent?: boolean } = {},
): Promise<Detail> {
  checkOwn(caller, id);
  const event = { action: "show", resource: "users", resource_id: id, subject: id };
  // One round trip. The server takes them in this order: without the event no row is answered.
  const [, found, subscription, progress, notification_preferences, consents, organizations] =
    await Promise.all([
      options.silent === true ? undefined : insertEvent(tx, event),
      readPerson(tx, caller, id),
      selectOptionalCurrentSubscription(tx, id),
      selectOptionalProgress(tx, id),
      selectPreferences(tx, id),
      selectConsents(tx, id),
      selectUserOrganizations(tx, id),
    ]);
  return {
    ...found,
    subscription: subscription ?? null,
    progress: progress ?? null,
    notification_preferences,
    consents,
    organizations,
    can: canOf(caller, "users", { ...userAbilities(found), update: updateRefusal(caller, found) }, [
      "update",
      "delete",
    ]),
  };
}
