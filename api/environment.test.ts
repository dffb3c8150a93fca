import { describe, expect, it } from "vitest";
import { parseEnvironment } from "../sql/database/environment.ts";
import { allowedOrigins, apiEnvironment } from "./environment.ts";

const parse = (variables: Record<string, string>) => parseEnvironment(apiEnvironment, variables);

describe("api environment", () => {
  it("allows the console's own origin, on this machine under both its names", () => {
    expect(allowedOrigins(parse({ API_PORT: "4321" }))).toEqual([
      "http://localhost:4321",
      "http://127.0.0.1:4321",
    ]);
    expect(allowedOrigins(parse({ PUBLIC_URL: "https://Admin.Example:8443/" }))).toEqual([
      "https://admin.example:8443",
    ]);
  });

  it.each([
    ["1", 1],
    ["loopback", "loopback"],
    ["10.0.0.0/8, ::1", "10.0.0.0/8, ::1"],
  ])("trusts the proxies named: %s", (TRUST_PROXY, expected) => {
    expect(parse({ TRUST_PROXY }).TRUST_PROXY).toBe(expected);
  });

  it.each([
    { TRUST_PROXY: "true" },
    { TRUST_PROXY: "0" },
    { TRUST_PROXY: "proxy.example" },
    { PUBLIC_URL: "admin.example" },
    { AUTH_JWKS_URL: "file:///etc/keys" },
    { API_METRICS_PORT: "-1" },
    { ENCRYPTION_KEY: "short" },
  ])("refuses %j and names the variable", (variables) => {
    expect(() => parse(variables)).toThrow(Object.keys(variables)[0]);
  });

  it("wants to know in production whose tokens it takes", () => {
    const production = {
      NODE_ENV: "production",
      PUBLIC_URL: "https://admin.example",
      ENCRYPTION_KEY: "x".repeat(43) + "=",
      AUTH_JWKS_URL: "https://keys.example/jwks",
    };
    expect(() => parse(production)).toThrow(/^AUTH_JWT_ISSUER: [^\n]+$/);
    const AUTH_JWT_ISSUER = "https://sign-in.example";
    expect(parse({ ...production, AUTH_JWT_ISSUER })).toMatchObject({ AUTH_JWT_ISSUER });
  });

  it("takes one source of keys for tokens", () => {
    const both = { AUTH_JWKS_URL: "https://keys.example", AUTH_JWT_SECRET: "x".repeat(32) };
    expect(() => parse(both)).toThrow("AUTH_JWT_SECRET");
  });
});
