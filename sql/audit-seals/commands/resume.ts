import { runCommand } from "../../database/commands/run-command.ts";
import { EnvironmentError, parseEnvironment } from "../../database/environment.ts";
import { primarySettings } from "../../database/hosts/find-primary.ts";
import { createPool } from "../../database/pool.ts";
import { inTransactionOn } from "../../database/transaction.ts";
import { HELD_ELSEWHERE, withFence } from "../../job-runs/fence.ts";
import { sealAuditLog } from "../../queues/seal-audit-log.ts";
import { SealingError } from "../chain.ts";
import { LedgerError, ledgerEnvironment, openSealLedger } from "../ledger.ts";
import { selectInstallationId } from "../queries.ts";
import { resumeSealing } from "../resume.ts";
import { readSigner, signingEnvironment } from "../signing-keys.ts";

const reason = process.argv.slice(2).join(" ").trim();
/** A daemon that finds what is wrong holds the fence for milliseconds. */
const TRIES = 20;

await runCommand(
  async (env) => {
    const variables = {
      ...env,
      ...parseEnvironment(signingEnvironment),
      ...parseEnvironment(ledgerEnvironment),
    };
    const signer = readSigner(variables);
    // With the daemon's login, as what seals: it has its key and its ledger.
    const pool = createPool(await primarySettings(env, "futuresync_daemon"), {
      applicationName: "futuresync-audit-resume",
      onError: () => undefined,
    });
    try {
      for (let tries = TRIES; ; tries -= 1) {
        const seal = await withFence(pool, sealAuditLog.name, async (client) => {
          const id = await inTransactionOn(client, "fs_worker", {}, selectInstallationId);
          return resumeSealing(client, signer, await openSealLedger(variables, id), reason);
        });
        if (seal !== HELD_ELSEWHERE) {
          console.log(`sealing goes on with seal ${seal.n}: ${seal.detail}`);
          return;
        }
        if (tries === 0) throw new SealingError("a daemon is sealing: try again");
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    } catch (error) {
      if (!(error instanceof SealingError || error instanceof LedgerError)) throw error;
      console.error(error.message);
      process.exitCode = 1;
    } finally {
      await pool.end();
    }
  },
  () => {
    if (reason.length < 10) {
      throw new EnvironmentError(
        'say why it is right to go on, in ten letters or more: npm run audit:resume -- "restored the backup of …"',
      );
    }
  },
);
