import type { Caller } from "./caller.ts";
import { signInAgain } from "./problems.ts";

const MAX_AGE_SECONDS = 5 * 60;
/** What the clocks of two machines may differ by; the token's own times are judged alike. */
const TOLERANCE_SECONDS = 5;

/**
 * For what a stolen or forgotten token must not do: its `auth_time` says that the person signed in a
 * moment ago. Else the step-up challenge of RFC 9470: a 401 that says how fresh it must be.
 */
export function checkFreshSignIn(caller: Extract<Caller, { kind: "user" }>): void {
  const age = Date.now() / 1000 - (caller.auth_time ?? -Infinity);
  if (age > MAX_AGE_SECONDS + TOLERANCE_SECONDS || age < -TOLERANCE_SECONDS) {
    throw signInAgain(MAX_AGE_SECONDS);
  }
}
