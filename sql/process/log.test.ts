import pg from "pg";
import { expect, test } from "vitest";
import { createLogger, errorSummary } from "./log.ts";

function logged(error: unknown): Record<string, unknown> {
  const lines: string[] = [];
  createLogger("daemon", { destination: { write: (line) => lines.push(line) } }).error(
    { error },
    "failed",
  );
  return JSON.parse(lines.join("")) as Record<string, unknown>;
}

function databaseError(): pg.DatabaseError {
  const error = new pg.DatabaseError("value ada@example.com is wrong", 1, "error");
  error.code = "23505";
  error.detail = "Key (email)=(ada@example.com) already exists.";
  error.constraint = "users_email_key";
  error.severity = "ERROR";
  return error;
}

test("of an error of the server only code and names are written, never its words", () => {
  const line = logged(databaseError());
  expect(line).toMatchObject({
    level: "error",
    msg: "failed",
    error: { type: "DatabaseError", sqlstate: "23505", constraint: "users_email_key" },
  });
  expect(JSON.stringify(line)).not.toContain("ada@");
  expect(errorSummary(databaseError())).toBe("database error 23505 (users_email_key)");
});

test("nor of a plain copy of one, as the queue hands it on", () => {
  const error = databaseError();
  const line = logged({
    ...Object.fromEntries(Object.entries(error)),
    message: error.message,
    queue: "export-personal-data",
  });
  expect(line["error"]).toEqual({ type: "object", code: "23505", queue: "export-personal-data" });
});

test("our own errors keep their words and where they were raised", () => {
  expect(logged(new TypeError("a name is wrong"))["error"]).toMatchObject({
    type: "TypeError",
    message: "a name is wrong",
    stack: expect.stringContaining("log.test.ts"),
  });
  const full = Object.assign(new Error("no space left"), { code: "ENOSPC" });
  expect(errorSummary(full)).toBe("Error ENOSPC");
});
