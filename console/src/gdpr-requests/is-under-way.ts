import type { GdprRequest } from "../../../api/contracts/gdpr-requests.ts";

/** Whether the export still moves, and the page should look again. */
export function isUnderWay(request: Pick<GdprRequest, "export">): boolean {
  const status = request.export?.status;
  return status === "queued" || status === "running";
}
