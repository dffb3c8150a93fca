import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";

const SELECT = loadSql(import.meta.url, "./select-preferences.sql");
const UPSERT = loadSql(import.meta.url, "./upsert-preferences.sql");

export type PreferencesRow = {
  email_enabled: boolean;
  push_enabled: boolean;
  weekly_summary: boolean;
  victory_interactions: boolean;
  /** HH:MM in the person's own time zone; null: no reminder. */
  daily_reminder_at: string | null;
};

/** The defaults of the table: who never chose has no row. */
const UNCHOSEN: PreferencesRow = {
  email_enabled: true,
  push_enabled: true,
  weekly_summary: true,
  victory_interactions: true,
  daily_reminder_at: null,
};

export async function selectPreferences(tx: Transaction, userId: string): Promise<PreferencesRow> {
  return (await tx.rows<PreferencesRow>(SELECT, [userId]))[0] ?? UNCHOSEN;
}

export async function upsertPreferences(
  tx: Transaction,
  userId: string,
  chosen: PreferencesRow,
): Promise<void> {
  await tx.rows(UPSERT, [
    userId,
    chosen.email_enabled,
    chosen.push_enabled,
    chosen.weekly_summary,
    chosen.victory_interactions,
    chosen.daily_reminder_at,
  ]);
}
