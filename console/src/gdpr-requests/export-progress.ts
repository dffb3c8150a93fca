import type { GdprRequest } from "../../../api/contracts/gdpr-requests.ts";

/** Whether the export still moves, and the page should look again. */
export function isUnderWay(request: Pick<GdprRequest, "export">): boolean {
  const status = request.export?.status;
  return status === "queued" || status === "running";
}

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** `1.4 MB`, in powers of 1000 as file managers count. */
export function sizeText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1000 ** power;
  return `${power === 0 ? amount : amount.toFixed(1)} ${UNITS[power] ?? "B"}`;
}
