import { expect, it } from "vitest";
import { HEADER, LINE } from "./event-lines.ts";
import type { ExportedEvent } from "./event-lines.ts";

const event: ExportedEvent & { seal: string | null } = {
  id: "01a20546-9c36-7f30-b2a0-cc79d882fea4",
  at: "2026-11-22T22:00:43.318287Z",
  actor_kind: "staff",
  actor_id: null,
  actor_name: "Sue",
  actor_role: "fs_support",
  subject_id: null,
  action: "update",
  resource: "users",
  resource_id: null,
  request_id: null,
  reason_code: null,
  reason: null,
  ticket: null,
  address: "203.0.113.0/24",
  details: '{"n": 12345678901234567890.10}',
  changes: '[{"field": "name", "after": "a,\\"b\\"\\n", "before": null, "withheld": null}]',
  erased: false,
  seal: "7",
};

/** RFC 4180 read back by its own grammar, not by our rules for writing. */
function readCsv(text: string): string[][] {
  const records: string[][] = [];
  let [record, field, quoted] = [[] as string[], "", false];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? "";
    if (quoted) {
      if (letter !== '"') field += letter;
      else if (text[at + 1] === '"') field += text[(at += 1)];
      else quoted = false;
    } else if (letter === '"' && field === "") quoted = true;
    else if (letter === "," || letter === "\r") {
      record.push(field);
      field = "";
      if (letter === "\r") {
        if (text[(at += 1)] !== "\n") throw new Error("a record ends in CR and LF");
        records.push(record);
        record = [];
      }
    } else field += letter;
  }
  expect({ record, field, quoted }).toEqual({ record: [], field: "", quoted: false });
  return records;
}

const csvOf = (changed: Partial<typeof event>) => {
  const [names = [], values = [], ...more] = readCsv(
    HEADER.csv + LINE.csv({ ...event, ...changed }),
  );
  expect(more).toEqual([]);
  expect(values).toHaveLength(names.length);
  return Object.fromEntries(names.map((name, place) => [name, values[place]]));
};

it("writes an event as a record of CSV, with changes as JSON in a column", () => {
  const read = csvOf({});
  expect(read).toMatchObject({ at: event.at, actor_name: "Sue", seal: "7", ticket: "" });
  expect(read["changes"]).toBe(event.changes);
  expect(csvOf({ seal: null })["seal"]).toBe("");
});

it.each([
  '=HYPERLINK("http://x","y")',
  "+1",
  "-1",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  "＝1",
  " =1",
  "\u00a0=1",
])("defuses %j, which a spreadsheet would run", (reason) => {
  const read = csvOf({ reason, actor_name: reason });
  expect(read["reason"]).toMatch(/^'/);
  expect(read["actor_name"]).toMatch(/^'/);
  expect(csvOf({ reason: `so: ${reason}` })["reason"]).toMatch(/^so/);
});

it("quotes every cell: where `;` separates, none begins behind one within", () => {
  const line = LINE.csv({ ...event, reason: `x;=cmd|' /C calc'!A0;"y"`, actor_name: "a\t=1+1" });
  const QUOTED = /^"(?:[^"]|"")*"(?:,"(?:[^"]|"")*")*\r\n$/;
  expect(line).toMatch(QUOTED);
  expect(HEADER.csv).toMatch(QUOTED);
  expect(line).toContain(`,"x;=cmd|' /C calc'!A0;""y""",`);
});

it("keeps an event on one line, whatever somebody typed", () => {
  const line = LINE.csv({ ...event, reason: 'one\ntwo\r\nthree "four", five' });
  expect(line.match(/[\r\n]/g)).toEqual(["\r", "\n"]);
  expect(readCsv(line)[0]).toContain('one\\ntwo\\nthree "four", five');
});

it("writes an event as a line of JSON that keeps every digit", () => {
  const line = LINE.ndjson({ ...event, reason: "one\ntwo", seal: null });
  expect(line.match(/\n/g)).toHaveLength(1);
  expect(line).toContain("12345678901234567890.10");
  expect(JSON.parse(line)).toMatchObject({ reason: "one\ntwo", seal: null, erased: false });
  expect(Object.keys(JSON.parse(line) as object)).toEqual(readCsv(HEADER.csv)[0]);
});
