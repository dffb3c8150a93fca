import type pg from "pg";
import { loadSql } from "../database/load-sql.ts";

const INSERT_PERSON = loadSql(import.meta.url, "./insert-person.sql");

export type TestPerson = {
  readonly user_id: string;
  readonly organization_id: string;
  readonly staff_id: string;
  readonly request_id: string;
};

/** A person with a row in every table that is about people; `name` is one word of Latin letters. */
export async function insertPerson(admin: pg.Pool, name: string): Promise<TestPerson> {
  const { rows } = await admin.query<TestPerson>(INSERT_PERSON, [name]);
  if (rows[0] === undefined) throw new Error("INSERT … SELECT gave no row");
  return rows[0];
}
