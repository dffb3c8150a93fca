import { isIP } from "node:net";
import { z } from "zod";
import { databaseEnvironment, isProduction } from "../sql/database/environment.ts";
import { keyEnvironment } from "../sql/database/keys.ts";
import { apiAddress } from "../sql/process/addresses.ts";
import { checkEnvironment } from "../sql/process/check-environment.ts";

/** An origin only: a path would never match what browsers send in `Origin`. */
const origin = z
  .url({ protocol: /^https?$/ })
  .refine(
    (value) => !URL.canParse(value) || new URL(value).pathname === "/",
    "must be an origin, without a path",
  )
  .transform((value) => new URL(value).origin);

const NAMED_NETWORKS = ["loopback", "linklocal", "uniquelocal"];

const proxies = z.string().refine(
  (value) =>
    value
      .split(",")
      .map((part) => part.trim())
      .every((part) => NAMED_NETWORKS.includes(part) || isIP(part.split("/")[0] ?? "") > 0),
  "must be a number of hops, or addresses and subnets joined by commas",
);

export const apiEnvironment = databaseEnvironment
  .extend(keyEnvironment.shape)
  .extend(apiAddress.shape)
  .extend({
    PUBLIC_URL: origin.optional(),
    /** What Express calls "trust proxy": a number of hops, or addresses; unset trusts none. */
    TRUST_PROXY: z.union([z.coerce.number().int().min(1).max(10), proxies]).optional(),
    AUTH_JWKS_URL: z.url({ protocol: /^https?$/ }).optional(),
    AUTH_JWT_SECRET: z.string().min(32).optional(),
    AUTH_JWT_AUDIENCE: z.string().min(1).default("futuresync"),
    AUTH_JWT_ISSUER: z.string().min(1).optional(),
  })
  .superRefine((env, context) => {
    const production = isProduction(env);
    const wrong = (variable: string, message: string) =>
      context.addIssue({ code: "custom", path: [variable], message });
    if (production && env.AUTH_JWT_SECRET !== undefined) {
      wrong("AUTH_JWT_SECRET", "not in production: set AUTH_JWKS_URL");
    }
    if (env.AUTH_JWT_SECRET !== undefined && env.AUTH_JWKS_URL !== undefined) {
      wrong("AUTH_JWT_SECRET", "set this or AUTH_JWKS_URL, not both");
    }
    if (production && env.AUTH_JWKS_URL !== undefined && env.AUTH_JWT_ISSUER === undefined) {
      wrong("AUTH_JWT_ISSUER", "needed in production beside AUTH_JWKS_URL: whose tokens they are");
    }
    if (production && env.PUBLIC_URL === undefined) {
      wrong("PUBLIC_URL", "needed in production: the origin that staff open");
    }
  });
export type ApiEnvironment = z.infer<typeof apiEnvironment>;

/** The origins whose pages may write with the session cookie; the first is the address to print. */
export function allowedOrigins(env: ApiEnvironment): [string, ...string[]] {
  if (env.PUBLIC_URL !== undefined) return [env.PUBLIC_URL];
  return [`http://localhost:${env.API_PORT}`, `http://127.0.0.1:${env.API_PORT}`];
}

if (import.meta.main) checkEnvironment(apiEnvironment);
