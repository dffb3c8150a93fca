import type { UserUpdate } from "../contracts/users.ts";
import type { Caller } from "../http/caller.ts";
import { conflict, staleVersion, wrongInput } from "../http/problems.ts";
import type { Transaction } from "../../sql/database/transaction.ts";
import { consentChanges } from "../../sql/user-consents/answers.ts";
import type { ConsentChange } from "../../sql/user-consents/answers.ts";
import { saveConsent, selectConsents } from "../../sql/user-consents/queries.ts";
import {
  selectPreferences,
  upsertPreferences,
} from "../../sql/user-notification-preferences/queries.ts";
import type { PreferencesRow } from "../../sql/user-notification-preferences/queries.ts";
import { updateUser } from "../../sql/users/queries.ts";
import type { UserChanges, UserRow } from "../../sql/users/queries.ts";
import { updateRefusal } from "./person.ts";

const PROFILE = [
  "name",
  "display_name",
  "avatar_url",
  "timezone",
  "locale",
  "onboarding_completed",
] as const;
const PREFERENCES = [
  "email_enabled",
  "push_enabled",
  "weekly_summary",
  "victory_interactions",
  "daily_reminder_at",
] as const;

type Changes = {
  readonly profile: UserChanges;
  readonly preferences: Partial<PreferencesRow>;
  readonly consents: readonly ConsentChange[];
};

/**
 * Saves what differs of a form that came back, over three tables, and answers whether anything did: an
 * unchanged form is no change and leaves no event of one. The version of the user stands for all of it, so that `If-Match` covers the settings too.
 */
export async function saveForm(
  tx: Transaction,
  caller: Caller,
  current: UserRow,
  form: UserUpdate,
): Promise<boolean> {
  if (form.email !== undefined && form.email !== current.email) {
    throw wrongInput("The e-mail address cannot be changed here.", {
      email: "is shown masked and cannot be changed here",
    });
  }
  const preferences = await selectPreferences(tx, current.id);
  const changes: Changes = {
    profile: differing(PROFILE, current, form),
    preferences: differing(PREFERENCES, preferences, form.notification_preferences ?? {}),
    consents: consentChanges(await selectConsents(tx, current.id), form.consents ?? {}),
  };
  if (caller.kind === "staff") refuseOwnFields(changes);
  if (isEmpty(changes)) return false;
  const refusal = updateRefusal(caller, current);
  if (refusal === null) {
    const key = { id: current.id, version: current.version };
    if (!(await updateUser(tx, key, { name: current.name, ...changes.profile }))) {
      throw staleVersion();
    }
  } else if (current.deleted_at !== null || !onlyWithdraws(changes)) {
    throw conflict(refusal);
  }
  if (Object.keys(changes.preferences).length > 0) {
    await upsertPreferences(tx, current.id, { ...preferences, ...changes.preferences });
  }
  for (const change of changes.consents) await saveConsent(tx, current.id, change);
  return true;
}

/** The fields whose value was sent and is another. */
function differing<T extends object, K extends keyof T>(
  fields: readonly K[],
  current: T,
  form: { readonly [F in K]?: T[F] | undefined },
): Partial<Pick<T, K>> {
  const changed = fields.filter(
    (field) => form[field] !== undefined && form[field] !== current[field],
  );
  return Object.fromEntries(changed.map((field) => [field, form[field]])) as Partial<Pick<T, K>>;
}

function isEmpty({ profile, preferences, consents }: Changes): boolean {
  return Object.keys({ ...profile, ...preferences }).length + consents.length === 0;
}

/** Consent can be withdrawn at any time (GDPR 7(3)): also while suspended, or under restriction. */
function onlyWithdraws({ profile, preferences, consents }: Changes): boolean {
  return (
    Object.keys({ ...profile, ...preferences }).length === 0 &&
    consents.every(({ step }) => step === "withdraw")
  );
}

function refuseOwnFields({ profile, preferences, consents }: Changes): void {
  const fields = [
    ...(profile.onboarding_completed === undefined ? [] : ["onboarding_completed"]),
    ...Object.keys(preferences).map((field) => `notification_preferences.${field}`),
    ...consents.map(({ purpose }) => `consents.${purpose}`),
  ];
  if (fields.length === 0) return;
  const errors = Object.fromEntries(
    fields.map((field) => [field, "is the person's own to change"]),
  );
  throw wrongInput(`Only the person changes ${fields.join(", ")}.`, errors);
}
