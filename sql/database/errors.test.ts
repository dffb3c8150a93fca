import pg from "pg";
import { expect, it } from "vitest";
import { isCrowded, isLost, isUnavailable } from "./errors.ts";

function serverError(code: string): pg.DatabaseError {
  const error = new pg.DatabaseError("said by the server", 0, "error");
  error.code = code;
  return error;
}

const socketError = (code: string) => Object.assign(new Error(code), { code });

it.each(["57P01", "57P02", "57P03", "25006", "08000", "08001", "08003", "08004", "08006"])(
  "SQLSTATE %s means a server that is lost: look for another at once",
  (code) => {
    expect(isLost(serverError(code))).toBe(true);
    expect(isUnavailable(serverError(code))).toBe(true);
  },
);

it.each(["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENOTFOUND", "EPIPE", "EHOSTUNREACH"])(
  "so does %s",
  (code) => {
    expect(isLost(socketError(code))).toBe(true);
  },
);

it("a server without a connection left is there, and crowded", () => {
  expect(isLost(serverError("53300"))).toBe(false);
  expect(isCrowded(serverError("53300"))).toBe(true);
});

it.each(["23505", "42501", "40001", "57014", "22023"])("%s is no outage", (code) => {
  expect(isUnavailable(serverError(code))).toBe(false);
});
