import type { Readable } from "node:stream";
import type { ExportStatus } from "../../sql/artifacts/export-attempt.ts";
import { exportFileName } from "../../sql/artifacts/export-files.ts";
import type { ArtifactStore } from "../../sql/artifacts/store.ts";
import { conflict } from "./problems.ts";
import type { Reply } from "./route.ts";

/** The clock ends an export; the job that deletes the file may come a little later. */
export function statusNow(row: {
  readonly status: ExportStatus;
  readonly expires_at: Date | null;
}): ExportStatus {
  if (row.status !== "ready") return row.status;
  return row.expires_at !== null && row.expires_at > new Date() ? "ready" : "expired";
}

/** Why there is no file to fetch; null when there is one. */
export function fetchRefusal(status: ExportStatus): string | null {
  if (status === "ready") return null;
  if (status === "expired") return "The export has expired.";
  if (status === "failed") return "The export has failed.";
  return "The export is not ready yet.";
}

/** The zip as an attachment. Its event is to be written by the caller, in the transaction before. */
export function exportReply(artifacts: ArtifactStore, id: string, attachment: string): Reply {
  return {
    status: 200,
    headers: {
      "Content-Type": "application/zip",
      "Content-Disposition": `attachment; filename="${attachment}"`,
    },
    stream: () => openExport(artifacts, id),
  };
}

/** The event of the download stands by then: one without bytes is harmless, bytes without one are not. */
async function openExport(artifacts: ArtifactStore, id: string): Promise<Readable> {
  try {
    return (await artifacts.open(exportFileName(id))).stream;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      throw conflict("The file of this export is gone: it expired a moment ago.");
    }
    throw error;
  }
}
