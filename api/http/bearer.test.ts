import { SignJWT, exportJWK, generateKeyPair } from "jose";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { apiEnvironment } from "../environment.ts";
import { signToken } from "../testing/clients.ts";
import { addUser } from "../testing/people.ts";
import { startApp } from "../testing/start-app.ts";
import { createTokenVerifier } from "./bearer.ts";

const app = await startApp();
afterAll(() => app.stop());
const id = await addUser(app.database);

const show = (authorization: string) =>
  app.stranger.get(`/api/users/${id}`, { headers: { Authorization: authorization } });
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("bearer tokens", () => {
  it("open the person's own record", async () => {
    expect((await show(`Bearer ${await signToken(id)}`)).status).toBe(200);
    expect((await show(`bearer ${await signToken(id.toUpperCase())}`)).status).toBe(200);
  });

  const now = Math.floor(Date.now() / 1000);
  it.each<[string, () => Promise<string>]>([
    ["signed by another", () => signToken(id, {}, "another secret of 32 characters, or more")],
    ["for another audience", () => signToken(id, { aud: "elsewhere" })],
    ["not valid yet", () => signToken(id, { nbf: now + 3600 })],
    ["for no uuid", () => signToken("root")],
    [
      "without a signature",
      async () =>
        `${part({ alg: "none" })}.${part({ sub: id, aud: "futuresync", exp: now + 60 })}.`,
    ],
    [
      "of another algorithm",
      async () =>
        new SignJWT({ aud: "futuresync" })
          .setProtectedHeader({ alg: "HS512" })
          .setSubject(id)
          .setExpirationTime("1m")
          .sign(new TextEncoder().encode("a secret of the tests, 32 characters or more".repeat(2))),
    ],
    ["garbage", async () => "a.b.c"],
  ])("are refused when %s", async (_name, make) => {
    const answer = await show(`Bearer ${await make()}`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toContain("Bearer");
  });

  it("are refused when expired, or when they never expire", async () => {
    const secret = new TextEncoder().encode("a secret of the tests, 32 characters or more");
    const token = (exp?: number) => {
      const jwt = new SignJWT({ aud: "futuresync" })
        .setProtectedHeader({ alg: "HS256" })
        .setSubject(id);
      return (exp === undefined ? jwt : jwt.setExpirationTime(exp)).sign(secret);
    };
    expect((await show(`Bearer ${await token(now - 60)}`)).body).toMatchObject({
      detail: "The token has expired.",
    });
    expect((await show(`Bearer ${await token()}`)).status).toBe(401);
  });

  it("are refused in another form", async () => {
    for (const header of ["Basic YTpi", "Bearer", "Bearer a b", `Bearer ${"x".repeat(9000)}`]) {
      expect((await show(header)).status).toBe(401);
    }
  });

  it("need no Origin to write", async () => {
    const headers = { Authorization: `Bearer ${await signToken(id)}` };
    const answer = await app.stranger.put(`/api/users/${id}`, { name: "By token" }, { headers });
    expect(answer.status).toBe(200);
  });

  it("of a person who is not there show nothing", async () => {
    const nobody = "00000000-0000-7000-8000-000000000000";
    const client = await app.user(nobody);
    expect((await client.get(`/api/users/${nobody}`)).status).toBe(404);
    expect((await client.get("/api/gdpr-requests")).body).toEqual([]);
  });
});

describe("bearer tokens by published keys", () => {
  it("are taken with a key of the set, and never with the public key as a secret", async () => {
    const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: "one", alg: "RS256", use: "sig" };
    const keys = createServer((_req, res) => {
      res.setHeader("Content-Type", "application/json").end(JSON.stringify({ keys: [jwk] }));
    });
    await new Promise<void>((resolve) => keys.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/jwks`;
    const verify = createTokenVerifier(apiEnvironment.parse({ AUTH_JWKS_URL: url }));
    const claims = () => new SignJWT({ aud: "futuresync" }).setSubject(id).setExpirationTime("1m");
    const good = await claims().setProtectedHeader({ alg: "RS256", kid: "one" }).sign(privateKey);
    expect(await verify(good)).toMatchObject({ sub: id });
    const confused = await claims()
      .setProtectedHeader({ alg: "HS256", kid: "one" })
      .sign(new TextEncoder().encode(JSON.stringify(jwk)));
    await expect(verify(confused)).rejects.toMatchObject({ status: 401 });
    await new Promise((resolve) => {
      keys.close(resolve);
      keys.closeAllConnections();
    });
    const later = createTokenVerifier(apiEnvironment.parse({ AUTH_JWKS_URL: url }));
    await expect(later(good)).rejects.toMatchObject({ status: 503 });
  });

  it("are not taken at all where nothing is configured", async () => {
    const verify = createTokenVerifier(apiEnvironment.parse({}));
    await expect(verify(await signToken(id))).rejects.toMatchObject({ status: 401 });
  });
});
