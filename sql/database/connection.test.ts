import { describe, expect, it } from "vitest";
import { hostSettings } from "./connection.ts";
import { databaseEnvironment, isProduction, parseEnvironment } from "./environment.ts";

const LOGIN = { DATABASE_USERNAME: "futuresync_api", DATABASE_PASSWORD: "secret-1" };
const settings = (variables: Record<string, string>) =>
  hostSettings(parseEnvironment(databaseEnvironment, { ...LOGIN, ...variables }), "futuresync_api");
const addresses = (variables: Record<string, string>) =>
  settings(variables).map(({ host, port }) => `${host}:${port}`);

const production = (DATABASE_HOST: string) =>
  isProduction(parseEnvironment(databaseEnvironment, { DATABASE_HOST }));

describe("DATABASE_HOST and DATABASE_PORT", () => {
  it("name one server or several, with one port for all or one for each", () => {
    expect(addresses({ DATABASE_HOST: "db" })).toEqual(["db:5432"]);
    expect(addresses({ DATABASE_HOST: "a, b,c", DATABASE_PORT: "6000" })).toEqual([
      "a:6000",
      "b:6000",
      "c:6000",
    ]);
    expect(addresses({ DATABASE_HOST: "a,a", DATABASE_PORT: "1, 2" })).toEqual(["a:1", "a:2"]);
  });

  it.each([
    [
      "another number of ports",
      { DATABASE_HOST: "a,b,c", DATABASE_PORT: "1,2" },
      /^DATABASE_PORT: 2 ports for 3 hosts/,
    ],
    [
      "ports of one host",
      { DATABASE_HOST: "a", DATABASE_PORT: "1,2" },
      /^DATABASE_PORT: 2 ports for 1 hosts/,
    ],
    ["ports of the embedded server", { DATABASE_PORT: "1,2" }, /^DATABASE_PORT: several/],
    ["a server twice", { DATABASE_HOST: "a,b,a" }, /^DATABASE_HOST: names a:5432 twice$/],
    ["an empty name", { DATABASE_HOST: "a,,b" }, /^DATABASE_HOST: names an empty host$/],
    [
      "a wrong port in the list",
      { DATABASE_HOST: "a,b", DATABASE_PORT: "1,x" },
      /^DATABASE_PORT: /,
    ],
  ])("are refused in one line that names the variable: %s", (_name, variables, line) => {
    expect(() => settings(variables)).toThrow(line);
  });

  it("mean production as soon as one server is not this machine", () => {
    expect(production("127.0.0.1,localhost")).toBe(false);
    expect(production("127.0.0.1,db.example")).toBe(true);
  });
});
