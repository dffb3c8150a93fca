import type { Tone } from "../fields/StatusChip.tsx";

export type EventKind =
  | "change"
  | "create"
  | "delete"
  | "read"
  | "reveal"
  | "session"
  | "refusal"
  | "export"
  | "job";

const KINDS: Readonly<Record<string, EventKind>> = {
  create: "create",
  update: "change",
  delete: "delete",
  truncate: "delete",
  show: "read",
  search: "read",
  find: "read",
  reveal: "reveal",
  list: "read",
  "sign-in": "session",
  "sign-out": "session",
  "sign-in-failed": "refusal",
  refused: "refusal",
  export: "export",
  download: "export",
  expire: "job",
  job: "job",
  "bulk-load": "job",
  "bulk-delete": "job",
  "rotate-keys": "job",
  verify: "job",
  resume: "job",
  redact: "delete",
};

export const TONES: Readonly<Record<EventKind, Tone>> = {
  create: "success",
  change: "info",
  delete: "error",
  read: "neutral",
  reveal: "warning",
  session: "neutral",
  refusal: "warning",
  export: "info",
  job: "neutral",
};

/** What sort of event an action is. One that is not known yet counts as a change: it is not hidden. */
export function eventKind(action: string): EventKind {
  return KINDS[action] ?? "change";
}

/** The actions the list offers as a filter. */
export const ACTIONS = Object.keys(KINDS);
