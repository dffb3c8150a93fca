import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";
import { createSealedTrail } from "../testing/sealed-trail.ts";
import type { SealedTrail } from "../testing/sealed-trail.ts";

describe("the verifier is not lied to by", () => {
  let trail: SealedTrail;
  let second: string[];
  beforeEach(async () => {
    trail = await createSealedTrail(await createTestDatabase());
    await trail.write(4);
    await trail.writeOld(3, 1);
    await trail.seal();
    second = await trail.write(3);
    await trail.seal();
  });
  afterEach(() => trail.end());

  const query = async (text: string): Promise<Record<string, string>[]> =>
    (await trail.database.adminPool.query<Record<string, string>>(text)).rows;
  const partitions = async () =>
    (
      await query(
        `SELECT inhrelid::regclass::text AS name FROM pg_inherits
         WHERE inhparent = 'audit_log'::regclass ORDER BY 1`,
      )
    ).map(({ name = "" }) => name);
  /** What is wrong with the reading itself. */
  const faults = async () =>
    (await trail.verify()).findings
      .filter(({ check }) => check === "reader")
      .map(({ partition, says }) => `${partition} ${says.split(": it ")[1]}`);

  it("nothing, where nobody changed anything", async () => {
    expect((await trail.verify()).findings).toEqual([]);
  });

  it("an operator of the exact types, and a policy for it alone", async () => {
    await trail.tamper(
      "CREATE FUNCTION public.yes(regrole, oid) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'",
      "CREATE FUNCTION public.yes(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'",
      "GRANT EXECUTE ON FUNCTION public.yes(regrole, oid), public.yes(text, text) TO PUBLIC",
      "CREATE OPERATOR public.= (LEFTARG = regrole, RIGHTARG = oid, FUNCTION = public.yes)",
      "CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = public.yes)",
      `ALTER POLICY worker_reads ON audit_log USING (id <> '${second[0]}')`,
    );
    expect(await faults()).toEqual(["audit_log has policies that hide rows"]);
  });

  it("a view in the table's place, and operators that call it a table", async () => {
    await trail.tamper(
      `CREATE FUNCTION public.no("char", text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'`,
      `GRANT EXECUTE ON FUNCTION public.no("char", text) TO PUBLIC`,
      `CREATE OPERATOR public.<> (LEFTARG = "char", RIGHTARG = text, FUNCTION = public.no)`,
      "ALTER TABLE audit_log RENAME TO audit_log_real",
      `CREATE VIEW audit_log AS SELECT tableoid, * FROM audit_log_real
       WHERE current_user <> 'fs_worker' OR id <> '${second[0]}'`,
      "GRANT SELECT ON audit_log TO fs_worker",
    );
    expect(await faults()).toEqual(
      expect.arrayContaining(["audit_log is not the kind of table it was made as"]),
    );
  });

  it("a view in the place of the seals, or of the installation's id", async () => {
    await trail.tamper(
      "ALTER TABLE installation RENAME TO installation_real",
      "CREATE VIEW installation AS SELECT * FROM installation_real",
      "GRANT SELECT ON installation TO fs_worker",
      "CREATE RULE one AS ON INSERT TO audit_seals DO ALSO NOTHING",
    );
    expect(await faults()).toEqual(
      expect.arrayContaining([
        "audit_seals has a rule",
        "installation is not the kind of table it was made as",
      ]),
    );
  });

  it("a column whose type has a cast of its own", async () => {
    await trail.tamper(
      "DROP VIEW readable_audit_log",
      "DROP VIEW provable_audit_log",
      "DROP STATISTICS IF EXISTS audit_log_what",
      ...(await partitions()).map((name) => `DROP STATISTICS IF EXISTS ${name}_what`),
      `CREATE TYPE public.act AS ENUM ('show', 'export', 'search', 'create', 'update', 'delete', 'truncate',
         'redact', 'forget', 'make', 'sign-in', 'bulk-load', 'migrate', 'install')`,
      `CREATE FUNCTION public.act_text(public.act) RETURNS text LANGUAGE sql STABLE AS $$
         SELECT CASE WHEN current_user = 'fs_worker' AND $1 = 'export' THEN 'show' ELSE enum_out($1)::text END $$`,
      "GRANT EXECUTE ON FUNCTION public.act_text(public.act) TO PUBLIC",
      "CREATE CAST (public.act AS text) WITH FUNCTION public.act_text(public.act)",
      `DO $$ DECLARE i regclass; BEGIN FOR i IN SELECT indexrelid::regclass FROM pg_index
         WHERE indrelid = 'audit_log'::regclass AND pg_get_indexdef(indexrelid) LIKE '%action%'
         LOOP EXECUTE format('DROP INDEX %s', i); END LOOP; END $$`,
      "ALTER TABLE audit_log ALTER COLUMN action TYPE public.act USING (action::text)::public.act",
      `UPDATE audit_log SET action = 'export' WHERE id = '${second[0]}'`,
    );
    expect(await faults()).toContain("audit_log has other columns than it was made with");
  });

  it("a cast between types of the server's own, as its superuser may make", async () => {
    await query(
      `CREATE FUNCTION public.said(uuid) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'x' $$;
       CREATE CAST (uuid AS text) WITH FUNCTION public.said(uuid)`,
    );
    expect(await faults()).toEqual(["audit_log is read through a cast of somebody's own"]);
  });

  it("a month in another schema, where its name may be another one's", async () => {
    const [first] = await partitions();
    await query(`CREATE SCHEMA elsewhere; ALTER TABLE ${first} SET SCHEMA elsewhere`);
    expect(await faults()).toEqual([`${first} is not in the schema public`]);
  });

  it("an index that is not ready", async () => {
    const [, month = ""] = await partitions();
    await query(
      `UPDATE pg_index SET indisready = false WHERE indexrelid = '${month}_seal_idx'::regclass`,
    );
    expect(await faults()).toEqual([`${month} has an index that lacks rows`]);
  });

  it("months whose bounds are not their name's, or another key", async () => {
    const [first = "", ...rest] = await partitions();
    await trail.tamper(
      `ALTER TABLE audit_log DETACH PARTITION ${first}`,
      `ALTER TABLE audit_log ATTACH PARTITION ${first} FOR VALUES FROM (MINVALUE) TO ('2026-11-01 00:00:00+00')`,
    );
    expect(await faults()).toEqual([`${first} does not hold the month that its name says`]);
    await trail.tamper(
      ...[first, ...rest].map((name) => `ALTER TABLE audit_log DETACH PARTITION ${name}`),
      "ALTER TABLE audit_log RENAME TO audit_log_was",
      `CREATE TABLE audit_log (LIKE audit_log_was INCLUDING DEFAULTS INCLUDING CONSTRAINTS, part int)
         PARTITION BY LIST (part)`,
      "ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY",
      "GRANT SELECT ON audit_log TO fs_worker",
      "CREATE POLICY worker_reads ON audit_log FOR SELECT TO fs_worker USING (true)",
      ...[first, ...rest].flatMap((name, part) => [
        `ALTER TABLE ${name} ADD part int DEFAULT ${part}`,
        `ALTER TABLE audit_log ATTACH PARTITION ${name} FOR VALUES IN (${part})`,
      ]),
    );
    expect(await faults()).toContain("audit_log is not partitioned by the time of its events");
  });
});
