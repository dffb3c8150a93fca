import type { GdprRequest } from "../contracts/gdpr-requests.ts";
import { canOf } from "../http/abilities.ts";
import type { Caller } from "../http/caller.ts";
import { fetchRefusal } from "../http/export-file.ts";
import { notFound } from "../http/problems.ts";
import { insertEvent } from "../../sql/audit-log/queries.ts";
import type { Transaction } from "../../sql/database/transaction.ts";
import { selectGdprExports } from "../../sql/gdpr-exports/queries.ts";
import type { GdprExportRow } from "../../sql/gdpr-exports/queries.ts";
import { withdrawRefusal } from "../../sql/gdpr-requests/abilities.ts";
import { selectOptionalGdprRequest } from "../../sql/gdpr-requests/queries.ts";
import type { GdprRequestRow } from "../../sql/gdpr-requests/queries.ts";
import { selectStaffNames } from "../../sql/staff/queries.ts";
import { exportView } from "./export-view.ts";

type RequestView = Omit<GdprRequestRow, "created_by_staff"> &
  Pick<GdprRequest, "created_by" | "export" | "can">;

export async function readRequest(tx: Transaction, requestId: string): Promise<GdprRequestRow> {
  const found = await selectOptionalGdprRequest(tx, requestId);
  if (found === undefined) throw notFound("There is no such request.");
  return found;
}

/** The event of showing one. */
export async function leaveRequestShown(
  tx: Transaction,
  { id, user_id }: { readonly id: string; readonly user_id: string },
): Promise<void> {
  await insertEvent(tx, {
    action: "show",
    resource: "gdpr-requests",
    resource_id: id,
    subject: user_id,
  });
}

/** Several requests with their exports and who filed them, in two queries whatever their number. */
export async function requestViews(
  tx: Transaction,
  caller: Caller,
  rows: readonly GdprRequestRow[],
): Promise<RequestView[]> {
  const exports = await selectGdprExports(
    tx,
    rows.map((row) => row.id),
  );
  // Who of the staff worked on it is no business of the app's users.
  const names =
    caller.kind === "staff"
      ? await selectStaffNames(
          tx,
          rows.flatMap((row) => row.created_by_staff ?? []),
        )
      : new Map<string, string>();
  return rows.map((row) => requestView(caller, row, exports.get(row.id), names));
}

function requestView(
  caller: Caller,
  { created_by_staff, ...row }: GdprRequestRow,
  exportRow: GdprExportRow | undefined,
  names: ReadonlyMap<string, string>,
): RequestView {
  const view = exportRow === undefined ? null : exportView(exportRow);
  const name = created_by_staff === null ? undefined : names.get(created_by_staff);
  return {
    ...row,
    // What staff wrote down is theirs; the person sees the words of their own requests.
    note: caller.kind === "staff" || created_by_staff === null ? row.note : null,
    created_by:
      created_by_staff === null || name === undefined ? null : { id: created_by_staff, name },
    export: view,
    can: canOf(
      caller,
      "gdpr-requests",
      {
        download: view === null ? "This request has no export." : fetchRefusal(view.status),
        withdraw:
          caller.kind === "staff"
            ? "The person withdraws it, with a token of their own."
            : withdrawRefusal(row),
      },
      ["download", "withdraw"],
    ),
  };
}

export async function showRequest(
  tx: Transaction,
  caller: Caller,
  row: GdprRequestRow,
): Promise<RequestView> {
  const [view] = await requestViews(tx, caller, [row]);
  if (view === undefined) throw new Error("one row makes one view");
  return view;
}
