import pg from "pg";
import { expect, it } from "vitest";
import { NoPrimaryError, OutcomeUnknownError } from "../../sql/database/errors.ts";
import { toProblem } from "./error-handler.ts";

function databaseError(code: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError("words of the server", 1, "error"), { code });
}
const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
const full = new Error("timeout exceeded when trying to connect");

it.each([
  ["Database not available", refused],
  ["Database not available", databaseError("57P01")],
  ["Database not available", new NoPrimaryError("none", { readable: false })],
  ["Read only", new NoPrimaryError("none", { readable: true })],
  ["Read only", databaseError("25006")],
  ["Too busy", full],
  ["Too busy", databaseError("53300")],
])("%s: nothing was changed, and when to try again", (title, error) => {
  const problem = toProblem(error);
  expect(problem).toMatchObject({ status: 503, title });
  expect(problem.message.toLowerCase()).toContain("nothing was changed");
  expect(problem.headers["Retry-After"]).toBe("5");
});

it("an unknown outcome says so, and not when to try again", () => {
  const problem = toProblem(new OutcomeUnknownError(refused));
  expect(problem).toMatchObject({ status: 503, title: "Outcome unknown" });
  expect(problem.message).toContain("Look before you repeat it");
  expect(problem.message).not.toContain("othing was changed");
  expect(problem.headers["Retry-After"]).toBeUndefined();
});
