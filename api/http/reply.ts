import type { ListRequest } from "./list-query.ts";
import { etag } from "./etag.ts";
import type { Reply } from "./route.ts";

/** One record. With a version it bears its ETag. */
export function recordReply(record: object, status = 200): Reply {
  const version = "version" in record ? record.version : undefined;
  return {
    status,
    body: record,
    ...(typeof version === "number" && { headers: { ETag: etag(version) } }),
  };
}

/** A list in the simple-rest dialect: 200 and Content-Range, whose total is always a number. */
export function listReply(
  resource: string,
  request: Pick<ListRequest<unknown>, "offset">,
  page: { readonly rows: readonly unknown[]; readonly total: number; readonly estimated: boolean },
): Reply {
  const { rows, total, estimated } = page;
  const shown = rows.length === 0 ? "*" : `${request.offset}-${request.offset + rows.length - 1}`;
  return {
    status: 200,
    body: rows,
    headers: {
      "Content-Range": `${resource} ${shown}/${total}`,
      ...(estimated && { "X-Total-Estimated": "true" }),
    },
  };
}

/**
 * What a search found, as a list. Where it stopped before the oldest rows it says so, and at what moment:
 * from there on a caller may search again.
 */
export function foundReply(
  resource: string,
  request: Pick<ListRequest<unknown>, "offset">,
  page: {
    readonly rows: readonly unknown[];
    readonly total: number;
    readonly reached: Date | string | undefined;
  },
): Reply {
  const { reached } = page;
  const reply = listReply(resource, request, { ...page, estimated: reached !== undefined });
  if (reached === undefined) return reply;
  const moment = typeof reached === "string" ? reached : reached.toISOString();
  const truncated = { "X-Search-Truncated": "true", "X-Search-Reached": moment };
  return { ...reply, headers: { ...reply.headers, ...truncated } };
}
