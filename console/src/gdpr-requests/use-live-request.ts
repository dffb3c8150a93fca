import { useGetList } from "react-admin";
import type { GdprRequest } from "../../../api/contracts/gdpr-requests.ts";
import { LIST_ROWS } from "../providers/list-rows.ts";
import { isUnderWay } from "./is-under-way.ts";

/** Often enough to look alive, seldom enough for an export of minutes. */
const POLL_MS = 1_500;

/**
 * The request as it is now, while its export is under way. Progress is asked of the list: each read
 * of the single record is an audit event, and a long export would leave hundreds of them.
 */
export function useLiveRequest(opened: GdprRequest): GdprRequest {
  const { data } = useGetList<GdprRequest>(
    "gdpr-requests",
    { filter: { id: opened.id }, pagination: { page: 1, perPage: 1 }, ...LIST_ROWS },
    {
      enabled: isUnderWay(opened),
      refetchInterval: (query) => {
        const row = query.state.data?.data[0];
        return row === undefined || isUnderWay(row) ? POLL_MS : false;
      },
    },
  );
  const row = data?.[0];
  // The record may have been opened again since, by an act on this page.
  return row === undefined || row.version < opened.version ? opened : row;
}
