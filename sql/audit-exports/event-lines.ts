import type { AuditExportFormat } from "./queries.ts";

/** An event as its reader sees it, as text; `details` and `changes` are the JSON that Postgres prints. */
export type ExportedEvent = {
  readonly id: string;
  /** UTC with six digits. */
  readonly at: string;
  readonly actor_kind: string;
  readonly actor_id: string | null;
  readonly actor_name: string | null;
  readonly actor_role: string;
  readonly subject_id: string | null;
  readonly action: string;
  readonly resource: string;
  readonly resource_id: string | null;
  readonly request_id: string | null;
  readonly reason_code: string | null;
  readonly reason: string | null;
  readonly ticket: string | null;
  readonly address: string | null;
  readonly details: string;
  readonly changes: string;
  readonly erased: boolean;
};

/** The number of the seal over it; null: not sealed yet when the export was made. */
type SealedWith = { readonly seal: string | null };

const TEXTS = [
  "id",
  "at",
  "actor_kind",
  "actor_id",
  "actor_name",
  "actor_role",
  "subject_id",
  "action",
  "resource",
  "resource_id",
  "request_id",
  "reason_code",
  "reason",
  "ticket",
  "address",
] as const satisfies readonly (keyof ExportedEvent)[];

/** In both formats, in this order. */
const COLUMNS = [...TEXTS, "erased", "seal", "details", "changes"] as const;

/** What stands before the first event. */
export const HEADER: Readonly<Record<AuditExportFormat, string>> = {
  csv: `${COLUMNS.map((column) => `"${column}"`).join(",")}\r\n`,
  ndjson: "",
};

/** One event, one line, with its end. */
export const LINE: Readonly<
  Record<AuditExportFormat, (event: ExportedEvent & SealedWith) => string>
> = {
  csv: (event) => {
    const cells = [
      ...TEXTS.map((column) => event[column]),
      String(event.erased),
      event.seal,
      event.details,
      event.changes,
    ];
    return `${cells.map(cell).join(",")}\r\n`;
  },
  // `details` and `changes` go through as they are: parsed, numbers could lose digits.
  ndjson: (event) => {
    const texts = TEXTS.map((column) => `"${column}":${JSON.stringify(event[column])}`).join(",");
    const { erased, seal, details, changes } = event;
    return `{${texts},"erased":${erased},"seal":${seal ?? "null"},"details":${details},"changes":${changes}}\n`;
  },
};

/**
 * A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV Injection"), also in full width, and some
 * behind blanks that they trim.
 */
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/;

/**
 * A cell by RFC 4180, section 2, always quoted: a spreadsheet whose locale separates by `;` would begin a cell,
 * and a formula, behind one within. One that a spreadsheet would run gets an apostrophe in front; a line break
 * within becomes `\n`, so that an event is a line for whatever reads lines.
 */
function cell(value: string | null): string {
  if (value === null) return '""';
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll(/\r\n|\r|\n/g, "\\n").replaceAll('"', '""')}"`;
}
