import {
  EnvironmentError,
  databaseEnvironment,
  parseEnvironment,
} from "../../database/environment.ts";
import { createSigner, signingEnvironment } from "../signing-keys.ts";

try {
  const { newest } = createSigner(
    parseEnvironment(databaseEnvironment.extend(signingEnvironment.shape)),
  );
  console.log(`key id: ${newest.id}`);
  console.log(`public key: ${newest.publicKey.toString("base64")}`);
} catch (error) {
  if (!(error instanceof EnvironmentError)) throw error;
  console.error(`wrong setting: ${error.message}`);
  process.exitCode = 1;
}
