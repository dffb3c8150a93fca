import {
  EnvironmentError,
  databaseEnvironment,
  parseEnvironment,
} from "../../database/environment.ts";
import { ledgerEnvironment, listLedgers } from "../ledger.ts";
import { readSigner, signingEnvironment } from "../signing-keys.ts";

try {
  if (process.argv.length > 2) throw new EnvironmentError("audit:key takes no arguments");
  const env = parseEnvironment(
    databaseEnvironment.extend(signingEnvironment.shape).extend(ledgerEnvironment.shape),
  );
  const { newest } = readSigner(env);
  console.log(`key id: ${newest.id}`);
  console.log(`public key: ${newest.publicKey.toString("base64")}`);
  // As the ledger names it: the owner of the database may have changed what is there.
  const installations = await listLedgers(env);
  console.log(`installation: ${installations.join(", ") || "none has a ledger here yet"}`);
} catch (error) {
  if (!(error instanceof EnvironmentError)) throw error;
  console.error(`wrong setting: ${error.message}`);
  process.exitCode = 1;
}
