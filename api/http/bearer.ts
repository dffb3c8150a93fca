import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import type { JWTPayload, JWTVerifyOptions } from "jose";
import { z } from "zod";
import type { ApiEnvironment } from "../environment.ts";
import { notSignedIn, ProblemError } from "./problems.ts";

/** What a token of one of the app's users says; times are seconds since 1970. */
type TokenClaims = {
  readonly sub: string;
  readonly org: string | undefined;
  readonly auth_time: number | undefined;
};
export type VerifyToken = (token: string) => Promise<TokenClaims>;

const claims = z.object({
  sub: z.uuid(),
  org: z.uuid().optional(),
  auth_time: z.number().optional(),
});

/** Algorithms are pinned by the kind of key: a public key must never be taken for an HMAC secret. */
function verifier(env: ApiEnvironment): ((token: string) => Promise<JWTPayload>) | undefined {
  const options: JWTVerifyOptions = {
    audience: env.AUTH_JWT_AUDIENCE,
    requiredClaims: ["sub", "exp"],
    clockTolerance: 5,
    ...(env.AUTH_JWT_ISSUER !== undefined && { issuer: env.AUTH_JWT_ISSUER }),
  };
  if (env.AUTH_JWKS_URL !== undefined) {
    const keys = createRemoteJWKSet(new URL(env.AUTH_JWKS_URL), { timeoutDuration: 3_000 });
    const algorithms = ["RS256", "PS256", "ES256", "EdDSA"];
    return async (token) => (await jwtVerify(token, keys, { ...options, algorithms })).payload;
  }
  if (env.AUTH_JWT_SECRET !== undefined) {
    const secret = new TextEncoder().encode(env.AUTH_JWT_SECRET);
    return async (token) =>
      (await jwtVerify(token, secret, { ...options, algorithms: ["HS256"] })).payload;
  }
  return undefined;
}

export function createTokenVerifier(env: ApiEnvironment): VerifyToken {
  const verify = verifier(env);
  return async (token) => {
    if (verify === undefined) throw notSignedIn("This installation takes no bearer tokens.");
    try {
      const payload = claims.parse(await verify(token));
      return {
        sub: payload.sub.toLowerCase(),
        org: payload.org?.toLowerCase(),
        auth_time: payload.auth_time,
      };
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw notSignedIn("The token has expired.");
      if (isTokenFault(error)) throw notSignedIn("The token is not valid.");
      throw new ProblemError(503, "Keys not available", "The keys for tokens cannot be fetched.", {
        headers: { "Retry-After": "5" },
        cause: error,
      });
    }
  };
}

/** What is wrong with the keys and not with the token; a key server that answers no 200 is "generic". */
const KEY_FAULTS = new Set(["ERR_JWKS_TIMEOUT", "ERR_JWKS_INVALID", "ERR_JOSE_GENERIC"]);

function isTokenFault(error: unknown): boolean {
  if (error instanceof z.ZodError) return true;
  return error instanceof errors.JOSEError && !KEY_FAULTS.has(error.code);
}
