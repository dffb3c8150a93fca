import { NEEDLES, TYPED } from "./support/people.ts";
import { capturedLogs } from "./support/stack.ts";
import { expect, test } from "./support/test.ts";

const ADDRESS = /[^\s"'<>()@=]+@[a-z0-9.-]+\.[a-z]{2,}/i;
const TOKEN = /eyJ[\w-]{10,}\.[\w-]+\.|fs_session=\w/;

/** Everything this run typed, sent or stored about people, whole and in the parts that were searched for. */
function needles(password: string, secret: string): string[] {
  const people = Object.values(NEEDLES).flatMap(({ name, email }) => [
    ...name.split(" "),
    email,
    email.slice(2, 17),
  ]);
  return [...people, ...Object.values(TYPED), password, secret];
}

test("nothing that any process wrote down names a person or opens a door", ({ stack }) => {
  const logs = capturedLogs(stack);
  expect([...logs.keys()]).toEqual(
    expect.arrayContaining(["terminal", "api.log", "daemon.log", "server.log"]),
  );
  for (const [file, text] of logs) {
    const lines = text.split("\n");
    for (const needle of needles(stack.password, stack.jwtSecret)) {
      const line = lines.find((one) => one.toLowerCase().includes(needle.toLowerCase()));
      expect(line, `${needle} in ${file}`).toBeUndefined();
    }
    expect(
      lines.find((line) => TOKEN.test(line)),
      `a token in ${file}`,
    ).toBeUndefined();
    // The terminal names the demo staff on purpose.
    if (file !== "terminal") {
      expect(
        lines.find((line) => ADDRESS.test(line)),
        `an address in ${file}`,
      ).toBeUndefined();
    }
  }
});

test("the logs say what they should: JSON, request ids, route templates, job ids, durations", ({
  stack,
}) => {
  const logs = capturedLogs(stack);
  const entries = (file: string) =>
    (logs.get(file) ?? "")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const shown = entries("api.log").filter((entry) => entry["route"] === "/api/users/:id");
  expect(shown.length).toBeGreaterThan(0);
  for (const entry of shown) {
    expect(entry["request_id"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(entry["duration_ms"]).toEqual(expect.any(Number));
  }
  const searched = entries("api.log").filter((entry) => entry["route"] === "/api/users/search");
  expect(searched.length, "the searches were logged").toBeGreaterThan(0);
  const exported = entries("daemon.log").filter((entry) => entry["job"] === "export-personal-data");
  expect(exported.length).toBeGreaterThan(0);
  for (const entry of exported) expect(entry["job_id"]).toMatch(/^[0-9a-f-]{36}$/);
});
