import { createHmac } from "node:crypto";
import { isIPv6 } from "node:net";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { tooMany } from "./problems.ts";
import type { Connections } from "../../sql/database/connections.ts";

/** Attempts to sign in within 15 minutes; counted before the password is looked at. */
export type SignInLimits = { readonly perAccount: number; readonly perAddress: number };

const WINDOW_SECONDS = 15 * 60;
const SIGN_IN_LIMITS: SignInLimits = { perAccount: 10, perAddress: 100 };

export type SignInThrottle = {
  /**
   * Counts one attempt; throws 429 when the account or the address has had too many. `email` as the
   * account is looked up by: two spellings that find one account must be one key.
   */
  count(email: string, address: string): Promise<void>;
  /** Forgets the account's attempts after a success. */
  forget(email: string): Promise<void>;
};

/**
 * Limits hold over any number of API processes: they are counted in Postgres. Keys are keyed hashes,
 * so the table names neither people nor addresses.
 */
export function createSignInThrottle(
  pool: Connections,
  key: Buffer,
  limits: SignInLimits = SIGN_IN_LIMITS,
): SignInThrottle {
  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterPostgres({
      storeClient: pool,
      storeType: "pool",
      tableName: "throttle",
      tableCreated: true,
      keyPrefix,
      points,
      duration: WINDOW_SECONDS,
    });
  const account = limiter("sign-in-account", limits.perAccount);
  const address = limiter("sign-in-address", limits.perAddress);
  const hashed = (value: string) => createHmac("sha256", key).update(value).digest("base64url");
  const emailKey = (email: string) => hashed(`account:${email}`);
  return {
    count: async (email, from) => {
      await consume(address, hashed(`address:${networkOf(from)}`));
      await consume(account, emailKey(email));
    },
    forget: async (email) => {
      await account.delete(emailKey(email));
    },
  };
}

async function consume(limiter: RateLimiterPostgres, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (rejection) {
    // The library rejects with a result, not an error, when the points are used up.
    if (rejection instanceof RateLimiterRes) {
      throw tooMany(
        Math.max(1, Math.ceil(rejection.msBeforeNext / 1000)),
        rejection.consumedPoints === limiter.points + 1,
      );
    }
    throw rejection;
  }
}

/**
 * Whoever has one IPv6 address has the 2^64 of its network (RFC 6177): they count as one. An IPv4
 * address is itself, also where a socket for both families writes it as IPv6.
 */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = "", tail] = (address.split("%")[0] ?? "").toLowerCase().split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: Math.max(0, zeros) }, () => "0"), ...after];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
