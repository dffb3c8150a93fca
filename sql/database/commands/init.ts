import { primarySettings } from "../hosts/find-primary.ts";
import { initialiseDatabase } from "../initialise.ts";
import { loginPasswords } from "../logins.ts";
import { runCommand } from "./run-command.ts";

await runCommand(async (env) => {
  const admin = await primarySettings(env, "admin");
  const logins = loginPasswords(env);
  const applied = await initialiseDatabase(admin, logins, console.log);
  console.log(
    `${admin.database}: ${applied.length} migrations applied; passwords set for ${
      logins.map(({ login }) => login).join(", ") || "no login (DATABASE_USERNAME is unset)"
    }`,
  );
});
