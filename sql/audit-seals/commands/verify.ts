import { runCommand } from "../../database/commands/run-command.ts";
import { parseEnvironment } from "../../database/environment.ts";
import { primarySettings } from "../../database/hosts/find-primary.ts";
import { inTransactionOn } from "../../database/transaction.ts";
import { withClient } from "../../database/with-client.ts";
import { ledgerEnvironment, openLedgerToRead } from "../ledger.ts";
import { selectInstallationId } from "../queries.ts";
import { readSigner, signingEnvironment } from "../signing-keys.ts";
import { parseVerifyArguments } from "../verification/arguments.ts";
import { verificationReport } from "../verification/report.ts";
import { verifyTrail } from "../verify.ts";

await runCommand(async (env) => {
  const { keys, heads, resumed, installation, json } = parseVerifyArguments(process.argv.slice(2));
  const audit = parseEnvironment(signingEnvironment.extend(ledgerEnvironment.shape));
  const own = () => readSigner({ ...env, ...audit }).keys.map((key) => key.publicKey);
  const settings = await primarySettings(env, "futuresync_daemon");
  await withClient(settings, "futuresync-audit-verify", async (client) => {
    const named = await inTransactionOn(client, "fs_worker", {}, selectInstallationId);
    const ledger = await openLedgerToRead({ ...env, ...audit }, installation ?? named);
    const verification = await verifyTrail(client, ledger, {
      pinned: keys.length > 0 ? keys : own(),
      noted: heads,
      resumed,
      installation,
    });
    console.log(json ? JSON.stringify(verification, null, 2) : verificationReport(verification));
    if (verification.found > 0) process.exitCode = 1;
  });
});
