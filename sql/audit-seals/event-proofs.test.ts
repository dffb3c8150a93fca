import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { selectAuditEvents, selectOptionalAuditEvent } from "../audit-log/read.ts";
import { inTransaction } from "../database/transaction.ts";
import { createTestDatabase } from "../testing/database.ts";
import { createSealedTrail } from "../testing/sealed-trail.ts";
import type { SealedTrail } from "../testing/sealed-trail.ts";
import { signerOf } from "../testing/seals.ts";
import { selectEventProofs } from "./event-proofs.ts";
import { sealHash, sealMessage } from "./seal.ts";
import type { Seal, UnsignedSeal } from "./seal.ts";
import type { SigningKey } from "./signing-keys.ts";

const NOBODY = "01a20546-0000-7000-8000-00000000f00d";
const bytea = (bytes: Buffer) => `'\\x${bytes.toString("hex")}'`;

describe("the proofs of the events that a list shows", () => {
  let trail: SealedTrail;
  let ids: string[];
  beforeEach(async () => {
    trail = await createSealedTrail(await createTestDatabase());
    ids = await trail.write(3);
    await trail.seal();
  });
  afterEach(() => trail.end());

  /** What each proof of the events written here is, as the console lists them. */
  const states = async () =>
    inTransaction(trail.database.pool("futuresync_api"), "fs_auditor", {}, async (tx) => {
      const sort = { field: "at", direction: "DESC" } as const;
      const newest = { filter: {}, sort, offset: 0, limit: ids.length };
      const { rows } = await selectAuditEvents(tx, newest, 50);
      const proofs = await selectEventProofs(tx, rows);
      return Object.fromEntries(
        Array.from(proofs, ([id, { state, fault }]) => [id, fault ?? state]),
      );
    });
  const all = (state: string) => Object.fromEntries(ids.map((id) => [id, state]));

  /** The view that lists are read through, with something else in the place of a column. */
  const showInstead = async (column: string, value: string, where = "true") => {
    const { rows } = await trail.database.adminPool.query<{ definition: string; columns: string }>(
      `SELECT pg_get_viewdef('readable_audit_log') AS definition,
         (SELECT string_agg(CASE a.attname WHEN $1 THEN $2 ELSE 'x.' || a.attname END || ' AS ' || a.attname, ', ' ORDER BY a.attnum)
          FROM pg_attribute AS a WHERE a.attrelid = 'readable_audit_log'::regclass AND a.attnum > 0) AS columns`,
      [column, `CASE WHEN ${where} THEN ${value} ELSE x.${column} END`],
    );
    const [{ definition, columns } = { definition: "", columns: "" }] = rows;
    await trail.tamper(
      `CREATE OR REPLACE VIEW readable_audit_log WITH (security_barrier = true) AS
       SELECT ${columns} FROM (${definition.replace(/;\s*$/, "")}) AS x`,
    );
  };

  it.each([
    ["at", "x.at + interval '1 ms'"],
    ["actor_kind", "'user'"],
    ["actor_id", `'${NOBODY}'`],
    ["actor_role", "'fs_auditor'"],
    ["subject_id", `'${NOBODY}'`],
    ["subject_id", "x.resource_id"],
    ["action", "'sign-in'"],
    ["resource", "'teams'"],
    ["resource_id", `'${NOBODY}'`],
    ["resource_id", "x.subject_id"],
    ["request_id", "x.id"],
    ["reason_code", "'of-the-test'"],
    ["ticket", "'T-9'"],
    ["details", '\'{"fields": ["email"]}\''],
  ])(
    "say of a view that was replaced that %s is not what was sealed: %s",
    async (column, value) => {
      expect(await states()).toEqual(all("proven"));
      await showInstead(column, value, `x.id = '${ids[1]}'`);
      const { [ids[0] ?? ""]: first, [ids[2] ?? ""]: last, ...changed } = await states();
      expect([first, last]).toEqual(["proven", "proven"]);
      expect(Object.values(changed)).toEqual(["event"]);
    },
  );

  it("are broken for an event that is shown and is not in the trail", async () => {
    const found = await inTransaction(
      trail.database.pool("futuresync_api"),
      "fs_auditor",
      {},
      async (tx) => {
        const event = await selectOptionalAuditEvent(tx, ids[0] ?? "");
        if (event === undefined) throw new Error("there is no such event");
        return selectEventProofs(tx, [{ ...event, id: NOBODY }]);
      },
    );
    expect(found.get(NOBODY)).toMatchObject({ state: "broken", fault: "event" });
  });

  /** A seal as the owner of the table would have it, signed with some key. */
  const put = async (key: SigningKey, seal: UnsignedSeal) => {
    const { rows } = await trail.database.adminPool.query<{ id: string }>(
      "SELECT id FROM installation",
    );
    const own = { ...seal, key_id: key.id };
    const message = sealMessage(rows[0]?.id ?? "", own);
    const signature = key.sign(message);
    await trail.tamper(
      `DELETE FROM audit_seals WHERE n = ${own.n}`,
      `INSERT INTO audit_seals VALUES (${own.n}, '${own.kind}', '${own.at}', ${own.epoch}, '${own.tx_from}', '${own.tx_to}',
         ${own.partition === null ? "NULL" : `'${own.partition}'`}, ${own.rows}, ${bytea(own.root)}, '${own.detail}',
         ${bytea(own.prev_seal_hash)}, '${own.key_id}', ${bytea(signature)}, ${bytea(sealHash(message, signature))})`,
    );
  };
  const interval = async () => {
    const seal = (await trail.seals()).find(({ rows }) => rows !== "0");
    if (seal === undefined) throw new Error("there is no seal of events");
    return seal;
  };
  const naming = async (key: SigningKey, id = key.id) => {
    const detail = JSON.stringify({ key_id: id, public_key: key.publicKey.toString("base64") });
    const { rows } = await trail.database.adminPool.query<{ text: string }>(
      "SELECT $1::jsonb::text AS text",
      [detail],
    );
    return rows[0]?.text ?? "";
  };
  const genesis = async (): Promise<Seal> => {
    const [seal] = await trail.seals();
    if (seal === undefined) throw new Error("there is no first seal");
    return seal;
  };

  it("know no key by a second first seal", async () => {
    const { newest } = signerOf(9);
    await put(newest, { ...(await genesis()), n: "90000", detail: await naming(newest) });
    const sealed = await interval();
    await put(newest, { ...sealed, n: "90001" });
    await trail.tamper(`DELETE FROM audit_seals WHERE n = ${sealed.n}`);
    expect(await states()).toEqual(all("signature"));
  });

  it("know no key by an id that is another's", async () => {
    const { newest } = signerOf(9);
    const handOver = { kind: "key", n: "90000", detail: await naming(newest, "0123456789abcdef") };
    const key = { ...newest, id: "0123456789abcdef" };
    await put(trail.signer.newest, { ...(await genesis()), ...handOver, kind: "key" });
    await put(key, { ...(await interval()), n: "90001" });
    await trail.tamper(`DELETE FROM audit_seals WHERE n = ${(await interval()).n}`);
    expect(await states()).toEqual(all("signature"));
  });

  it("know a key until it hands over, and no longer", async () => {
    await trail.seal(signerOf(2, 1));
    ids.push(...(await trail.write(1)));
    const [, sealed] = [await trail.seal(signerOf(2)), (await trail.seals()).at(-1)];
    expect(await states()).toEqual(all("proven"));
    if (sealed === undefined) throw new Error("there is no seal");
    await put(trail.signer.newest, sealed);
    expect(await states()).toEqual({ ...all("proven"), [ids.at(-1) ?? ""]: "signature" });
  });
});
