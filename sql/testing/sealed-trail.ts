import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { anchorSeals } from "../audit-seals/anchor.ts";
import { openSealLedger } from "../audit-seals/ledger.ts";
import type { SealLedger } from "../audit-seals/ledger.ts";
import { beginChain } from "../audit-seals/seal-events.ts";
import { selectInstallationId, selectSealsFrom } from "../audit-seals/queries.ts";
import type { Seal } from "../audit-seals/seal.ts";
import type { Signer } from "../audit-seals/signing-keys.ts";
import { verifyTrail } from "../audit-seals/verify.ts";
import type { Verification, VerifyOptions } from "../audit-seals/verify.ts";
import { inTransaction } from "../database/transaction.ts";
import type { TestDatabase } from "./database.ts";
import { sealNow, signerOf, untilSettled } from "./seals.ts";

export type SealedTrail = {
  readonly database: TestDatabase;
  /** LEDGER_DIR of a process that shall see this trail. */
  readonly folder: string;
  readonly ledger: SealLedger;
  readonly signer: Signer;
  /** Events of this month, each in a transaction of its own. Answers their ids. */
  write(events: number): Promise<string[]>;
  /** Events as they would have been written so many months ago; makes the partition. */
  writeOld(events: number, months: number): Promise<string[]>;
  /** Seals what can be sealed and brings the ledger up to date. Answers the new seals. */
  seal(by?: Signer): Promise<Seal[]>;
  seals(): Promise<Seal[]>;
  verify(options?: Partial<VerifyOptions>): Promise<Verification>;
  /** Statements as the tables' owner in one transaction, with every trigger of ours switched off meanwhile. */
  tamper(...statements: string[]): Promise<void>;
  end(): Promise<void>;
};

/** An empty trail of a database, sealed by a test at will; nothing of it is a stand-in. */
export async function createSealedTrail(database: TestDatabase): Promise<SealedTrail> {
  const folder = await mkdtemp(join(tmpdir(), "futuresync-ledger-"));
  const pool = database.pool("futuresync_daemon");
  const signer = signerOf(1);
  const installation = await inTransaction(pool, "fs_worker", {}, selectInstallationId);
  const ledger = await openSealLedger({ DATA_DIR: folder, LEDGER_DIR: folder }, installation);
  const sealsFrom = (n: string) =>
    inTransaction(pool, "fs_worker", {}, (tx) => selectSealsFrom(tx, n, 1_000_000));
  const withClient = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    try {
      return await work(client);
    } finally {
      client.release();
    }
  };
  const asOwner = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await database.adminPool.connect();
    try {
      await client.query("BEGIN; SET LOCAL ROLE futuresync_owner");
      const result = await work(client);
      await client.query("COMMIT");
      return result;
    } catch (error) {
      await client.query("ROLLBACK");
      throw error;
    } finally {
      client.release();
    }
  };
  return {
    database,
    folder,
    ledger,
    signer,
    write: async (events) => {
      const ids: string[] = [];
      for (let event = 0; event < events; event += 1) {
        const { rows } = await database.adminPool.query<{ id: string }>(
          `SELECT record_event('show', 'users', uuidv7(), uuidv7(), '{"fields": ["name"]}',
             '{"old": {"name": "Ann Example"}}') AS id`,
        );
        ids.push(...rows.map(({ id }) => id));
      }
      return ids;
    },
    writeOld: async (events, months) => {
      await asOwner((client) =>
        client.query(
          "SELECT * FROM make_partitions_at(now() - make_interval(months => $1), 0, 0)",
          [months],
        ),
      );
      const ids: string[] = [];
      for (let event = 0; event < events; event += 1) {
        const { rows } = await database.adminPool.query<{ id: string }>(WRITE_OLD, [months]);
        ids.push(...rows.map(({ id }) => id));
      }
      return ids;
    },
    seal: async (by = signer) => {
      await untilSettled(database.adminPool);
      const head = await ledger.head();
      await withClient(async (client) => {
        if (await beginChain(client, by)) await anchorSeals(client, ledger);
      });
      await sealNow(pool, by);
      await withClient((client) => anchorSeals(client, ledger));
      return sealsFrom(String(BigInt(head?.n ?? 0) + 1n));
    },
    seals: () => sealsFrom("1"),
    verify: (options = {}) =>
      withClient((client) =>
        verifyTrail(client, ledger, { pinned: [signer.newest.publicKey], ...options }),
      ),
    tamper: (...statements) =>
      asOwner(async (client) => {
        await client.query(TRIGGERS_OFF);
        for (const statement of statements) await client.query(statement);
        await client.query(TRIGGERS_ON);
      }),
    end: async () => {
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The newest event once more, with another time and place in the order, and a leaf that is right. */
const WRITE_OLD = `
  WITH moved AS MATERIALIZED (
    SELECT jsonb_populate_record(e, jsonb_build_object(
      'id', uuidv7_at(moved_at), 'at', moved_at, 'seq', nextval('audit_log_seq'), 'tx', pg_current_xact_id()
    )) AS event
    FROM (
      SELECT a AS e, a.at - make_interval(months => $1) AS moved_at
      FROM audit_log AS a WHERE a.pii IS NOT NULL ORDER BY a.at DESC LIMIT 1
    ) AS newest
  )
  INSERT INTO audit_log
  SELECT (jsonb_populate_record(event, jsonb_build_object(
    'leaf', sha256('\\x00'::bytea || convert_to(audit_canonical(event), 'UTF8'))
  ))).*
  FROM moved
  RETURNING id`;

/** Of what there is of the trail by now: a statement may have put anything in its place. */
const eachTable = (work: string) => `DO $$ DECLARE relation regclass; guard record; BEGIN
  FOR relation IN
    SELECT c.oid FROM pg_class AS c
    WHERE c.relkind IN ('r', 'p') AND (
      c.oid IN (to_regclass('public.audit_seals'), to_regclass('public.audit_log'))
      OR c.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = to_regclass('public.audit_log'))
    )
  LOOP
    ${work}
  END LOOP;
END $$`;
const TRIGGERS_OFF = eachTable("EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', relation);");
const TRIGGERS_ON = eachTable(`
  FOR guard IN SELECT tgname FROM pg_trigger WHERE tgrelid = relation AND tgenabled = 'D' LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', relation, guard.tgname);
  END LOOP;`);
