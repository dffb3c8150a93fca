import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";
import type { ConsentAnswer, ConsentChange } from "./answers.ts";

const load = (name: string) => loadSql(import.meta.url, `./${name}.sql`);
const SELECT_ANSWERS = load("select-answers");
const INSERT_ANSWER = load("insert-answer");
const WITHDRAW = load("withdraw-consent");

export type ConsentRow = ConsentAnswer & {
  readonly answered_at: Date;
  readonly withdrawn_at: Date | null;
};

/** By purpose, the last answer; a purpose that nobody asked about is absent. */
export async function selectConsents(
  tx: Transaction,
  userId: string,
): Promise<Record<string, ConsentRow>> {
  const rows = await tx.rows<ConsentRow & { purpose: string }>(SELECT_ANSWERS, [userId]);
  return Object.fromEntries(rows.map(({ purpose, ...answer }) => [purpose, answer]));
}

export async function saveConsent(
  tx: Transaction,
  userId: string,
  { purpose, step, granted, document_version }: ConsentChange,
): Promise<void> {
  await (step === "withdraw"
    ? tx.rows(WITHDRAW, [userId, purpose])
    : tx.rows(INSERT_ANSWER, [userId, purpose, document_version, granted]));
}
