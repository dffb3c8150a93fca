export type ExportStatus = "queued" | "running" | "ready" | "failed" | "expired";

/** Days a finished export can be fetched; then file and link are gone. */
export const EXPORT_LIFETIME_DAYS = 7;

/** `attempt` is a fencing number: what it says counts only while it is the running one. */
export type AttemptKey = { readonly id: string; readonly attempt: number };

/** An attempt that lost its claim (a newer one began) may not go on: nothing it writes counts. */
export class AttemptSupersededError extends Error {
  constructor() {
    super("another attempt of this export has begun");
  }
}

/** What a finished file is known by. */
export type ExportFile = {
  readonly bytes: number;
  readonly sha256: Buffer;
  readonly file_name: string;
};
