import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase } from "../testing/database.ts";
import { createSealedTrail } from "../testing/sealed-trail.ts";
import type { SealedTrail } from "../testing/sealed-trail.ts";

/** The trigger of a table once more, with these columns quiet. */
const again = (columns: string) => `
  DROP TRIGGER audit_row_change ON teams;
  CREATE TRIGGER audit_row_change AFTER INSERT OR UPDATE OR DELETE ON teams
    FOR EACH ROW EXECUTE FUNCTION audit_row_change('teams', 'id', '', '{}', '${columns}', '{}');
  ALTER TABLE teams ENABLE ALWAYS TRIGGER audit_row_change`;

describe("what makes and guards the events is named once it is switched off or changed:", () => {
  let trail: SealedTrail;
  beforeEach(async () => {
    trail = await createSealedTrail(await createTestDatabase());
    await trail.write(1);
    await trail.seal();
  });
  afterEach(() => trail.end());

  const after = async (statement: string) => {
    await trail.database.adminPool.query(statement);
    const { findings } = await trail.verify();
    return findings.map(({ check, partition, says }) => `${check} ${partition}: ${says}`);
  };

  it("the row trigger of a table, until it is on again", async () => {
    expect(await after("SELECT 1")).toEqual([]);
    expect(await after("ALTER TABLE staff DISABLE TRIGGER audit_row_change")).toEqual([
      expect.stringMatching(/^guard staff: table staff .*\(disabled\)/),
    ]);
    expect(await after("ALTER TABLE staff ENABLE TRIGGER audit_row_change")).toEqual([
      expect.stringMatching(/^guard staff: /),
    ]);
    expect(await after("ALTER TABLE staff ENABLE ALWAYS TRIGGER audit_row_change")).toEqual([]);
    expect(await after("ALTER TABLE users DISABLE TRIGGER audit_truncate")).toEqual([
      expect.stringMatching(/^guard users: /),
    ]);
  });

  it("its arguments, or the whole of it", async () => {
    expect(await after(again("{name}"))).toEqual([
      expect.stringMatching(/^guard teams: .*\{name\}/),
    ]);
    expect(await after("DROP TRIGGER audit_row_change ON teams")).toEqual([
      expect.stringMatching(/^guard teams: .*it lacks "TRIGGER audit_row_change/),
    ]);
  });

  it("the guards of the trail, of a month and of the seals", async () => {
    const { rows } = await trail.database.adminPool.query<{ month: string }>(
      "SELECT inhrelid::regclass::text AS month FROM pg_inherits WHERE inhparent = 'audit_log'::regclass LIMIT 1",
    );
    const month = rows[0]?.month ?? "";
    expect(await after(`ALTER TABLE ${month} DISABLE TRIGGER append_only`)).toEqual([
      expect.stringMatching(`^guard ${month}: .*append_only.*disabled`),
    ]);
    expect(
      await after(
        `ALTER TABLE ${month} ENABLE ALWAYS TRIGGER append_only; DROP TRIGGER no_truncate ON ${month}`,
      ),
    ).toEqual([expect.stringMatching(`^guard ${month}: .*it lacks "TRIGGER no_truncate`)]);
    expect(await after("ALTER TABLE audit_seals DISABLE TRIGGER chain")).toEqual([
      expect.stringMatching("^guard audit_seals: "),
      expect.stringMatching(`^guard ${month}: `),
    ]);
  });

  it("a trigger that lets no event in", async () => {
    const said = await after(
      `CREATE FUNCTION public.nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
       CREATE TRIGGER nothing BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION public.nothing()`,
    );
    expect(said).toContainEqual(
      expect.stringMatching(/^guard audit_log: .*it has "TRIGGER nothing BEFORE INSERT/),
    );
  });

  it("the body of a function, or who may call it", async () => {
    expect(
      await after(
        `CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql
           SET search_path = pg_catalog, public, pg_temp AS 'BEGIN RETURN NEW; END'`,
      ),
    ).toEqual([expect.stringMatching(/^guard function refuse_audit_change\(\): .*body/)]);
    const said = await after("GRANT EXECUTE ON FUNCTION audit_canonical(audit_log) TO fs_support");
    expect(said).toContainEqual(
      expect.stringMatching(/^guard function audit_canonical\(.*execute to fs_support/),
    );
  });
});
