import { SignJWT, exportJWK, exportSPKI, generateKeyPair } from "jose";
import type { JWTPayload } from "jose";
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

describe("bearer tokens by published keys", async () => {
  const signing = await generateKeyPair("RS256", { extractable: true });
  const foreign = await generateKeyPair("RS256", { extractable: true });
  const unpinned = await generateKeyPair("RS512", { extractable: true });
  const set = [
    { ...(await exportJWK(signing.publicKey)), kid: "one", alg: "RS256", use: "sig" },
    { ...(await exportJWK(unpinned.publicKey)), kid: "two", alg: "RS512", use: "sig" },
  ];
  let served = { status: 200, body: JSON.stringify({ keys: set }) };
  const keys = createServer((_req, res) => {
    res.writeHead(served.status, { "Content-Type": "application/json" }).end(served.body);
  });
  await new Promise<void>((resolve) => keys.listen(0, "127.0.0.1", resolve));
  const stopKeys = () =>
    new Promise((resolve) => {
      keys.close(resolve);
      keys.closeAllConnections();
    });
  afterAll(stopKeys);
  const AUTH_JWKS_URL = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/jwks`;
  const issuer = "https://sign-in.example";
  const env = apiEnvironment.parse({ AUTH_JWKS_URL, AUTH_JWT_ISSUER: issuer });
  const verify = createTokenVerifier(env);

  const now = Math.floor(Date.now() / 1000);
  const whole = { sub: id, aud: "futuresync", iss: issuer, exp: now + 60 };
  const header = { alg: "RS256", kid: "one" };
  const sign = (claims: JWTPayload, more: Partial<typeof header> = {}, key = signing.privateKey) =>
    new SignJWT(claims).setProtectedHeader({ ...header, ...more }).sign(key);
  const without = (claim: keyof typeof whole) =>
    Object.fromEntries(Object.entries(whole).filter(([name]) => name !== claim));

  it("are taken with a key of the set", async () => {
    const org = "00000000-0000-7000-8000-000000000001";
    expect(await verify(await sign({ ...whole, org, auth_time: now }))).toEqual({
      sub: id,
      org,
      auth_time: now,
    });
  });

  it.each<[string, () => Promise<string>]>([
    ["signed by a key that is not in the set", () => sign(whole, {}, foreign.privateKey)],
    ["signed by an unknown key", () => sign(whole, { kid: "three" })],
    [
      "of an algorithm that is not pinned, by a key of the set",
      () => sign(whole, { kid: "two", alg: "RS512" }, unpinned.privateKey),
    ],
    ["without a signature", async () => `${part({ ...header, alg: "none" })}.${part(whole)}.`],
    [
      "signed with the public key as a secret",
      async () =>
        new SignJWT(whole)
          .setProtectedHeader({ ...header, alg: "HS256" })
          .sign(new TextEncoder().encode(await exportSPKI(signing.publicKey))),
    ],
    ["expired", () => sign({ ...whole, exp: now - 60 })],
    ["not valid yet", () => sign({ ...whole, nbf: now + 60 })],
    ["for another audience", () => sign({ ...whole, aud: ["elsewhere"] })],
    ["of another issuer", () => sign({ ...whole, iss: `${issuer}/` })],
    ["without a subject", () => sign(without("sub"))],
    ["without an audience", () => sign(without("aud"))],
    ["without an issuer", () => sign(without("iss"))],
    ["without an end", () => sign(without("exp"))],
    ["for no uuid", () => sign({ ...whole, sub: "root" })],
    ["for an organization that is no uuid", () => sign({ ...whole, org: "all" })],
    ["with a time of sign-in that is no number", () => sign({ ...whole, auth_time: "now" })],
  ])("are refused when %s", async (_name, make) => {
    await expect(verify(await make())).rejects.toMatchObject({ status: 401 });
  });

  it("are no secret's: one signed by a published key is refused where a secret is set", async () => {
    const bySecret = createTokenVerifier(apiEnvironment.parse({ AUTH_JWT_SECRET: "x".repeat(32) }));
    await expect(bySecret(await sign(whole))).rejects.toMatchObject({ status: 401 });
  });

  const judged = async () => createTokenVerifier(env)(await sign(whole));

  it("cannot be judged while the keys are broken or away", async () => {
    for (const broken of [
      { status: 500, body: "{}" },
      { status: 200, body: "<html>" },
      { status: 200, body: '{"keys":"none"}' },
    ]) {
      served = broken;
      await expect(judged()).rejects.toMatchObject({ status: 503 });
    }
    await stopKeys();
    await expect(judged()).rejects.toMatchObject({ status: 503 });
  });

  it("are not taken at all where nothing is configured", async () => {
    const nothing = createTokenVerifier(apiEnvironment.parse({}));
    await expect(nothing(await signToken(id))).rejects.toMatchObject({ status: 401 });
  });
});
