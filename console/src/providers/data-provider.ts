import simpleRest from "ra-data-simple-rest";
import type { DataProvider, GetListParams, GetListResult, RaRecord } from "react-admin";
import type {
  AuditActor,
  AuditSealing,
  AuditTimeline,
  VerificationAsked,
} from "../../../api/contracts/audit-log.ts";
import type { Revealed, RevealForm } from "../../../api/contracts/reveals.ts";
import type { UserDetail, UserReveal } from "../../../api/contracts/users.ts";
import { changedFields } from "./changed-fields.ts";
import { API } from "./http.ts";
import type { Request } from "./http.ts";

/** A record as the caller has seen it. */
type Seen = { readonly id: string; readonly version: number };

/** Beside react-admin's own methods, one method for each verb of a record. */
export type ConsoleDataProvider = DataProvider & {
  suspendUser(user: Seen, data: { reason: string; until: string | null }): Promise<UserDetail>;
  unsuspendUser(user: Seen): Promise<UserDetail>;
  /** The answer is shown and kept nowhere: see reveals/use-revealed.ts. */
  revealUser(user: Seen, form: UserReveal): Promise<Revealed>;
  revealText(
    resource: "visions" | "daily-actions",
    record: Seen,
    form: RevealForm,
  ): Promise<Revealed>;
  auditSealing(): Promise<AuditSealing>;
  /** Begins a verification of the whole trail: `auditSealing` tells how it goes. */
  verifyAuditLog(): Promise<VerificationAsked>;
  /** Colleagues whom events may name. */
  auditActors(): Promise<AuditActor[]>;
  /** Who looked at a person or touched what is theirs: a look of its own. */
  auditTimeline(asked: TimelineAsked): Promise<AuditTimeline>;
};

type TimelineAsked = {
  readonly subject_id: string;
  readonly looked: boolean;
  readonly at_gte?: string;
  readonly at_lt?: string;
};

/** Lists whose `q` is personal: it travels in the body of a POST, never in a URL. */
const SEARCHED_BY_POST: ReadonlySet<string> = new Set([
  "users",
  "visions",
  "daily-actions",
  "audit-log",
]);

/** The simple-rest provider plus what its stock form leaves out (see console/README.md). */
export function createDataProvider(request: Request, api: string = API): ConsoleDataProvider {
  const stock = simpleRest(api, request);
  const runVerb = async <T>(resource: string, verb: string, seen: Seen, body: unknown) => {
    const { json } = await request(`${api}/${resource}/${encodeURIComponent(seen.id)}/${verb}`, {
      method: "POST",
      headers: ifMatch(seen),
      body: JSON.stringify(body),
    });
    return json as T;
  };

  /** Runs a list method of the stock provider and tells whether the total is an estimate. */
  async function counted<R extends GetListResult>(
    list: (provider: DataProvider) => Promise<R>,
  ): Promise<R> {
    let estimated = false;
    const result = await list(
      simpleRest(api, async (url, options) => {
        const response = await request(url, options);
        estimated = isEstimated(response.headers);
        return response;
      }),
    );
    return { ...result, meta: { estimated } };
  }

  async function search(resource: string, params: GetListParams): Promise<GetListResult> {
    const { q, ...filter } = params.filter as Record<string, unknown>;
    const { page, perPage } = params.pagination ?? { page: 1, perPage: 25 };
    // No `sort`: the hits come best first; the order of the list would bury an exact match.
    const body = {
      q: String(q).trim(),
      range: [(page - 1) * perPage, page * perPage - 1],
      filter,
    };
    const { headers, json } = await request(`${api}/${resource}/search`, {
      method: "POST",
      body: JSON.stringify(body),
      ...(params.signal && { signal: params.signal }),
    });
    return {
      data: json as RaRecord[],
      total: totalOf(headers),
      meta: {
        estimated: isEstimated(headers),
        truncated: headers.get("X-Search-Truncated") === "true",
        reached: headers.get("X-Search-Reached") ?? undefined,
      },
    };
  }

  return {
    ...stock,
    getList: async (resource, params) =>
      SEARCHED_BY_POST.has(resource) && hasSearchTerm(params.filter)
        ? search(resource, params)
        : counted((provider) => provider.getList(resource, params)),
    getManyReference: async (resource, params) =>
      counted((provider) => provider.getManyReference(resource, params)),
    update: async (resource, { id, data, previousData }) => {
      const { json } = await request(`${api}/${resource}/${encodeURIComponent(id)}`, {
        method: "PUT",
        headers: ifMatch(previousData),
        body: JSON.stringify(changedFields(data, previousData)),
      });
      return { data: json };
    },
    delete: async (resource, { id, previousData }) => {
      const { json } = await request(`${api}/${resource}/${encodeURIComponent(id)}`, {
        method: "DELETE",
        headers: ifMatch(previousData),
      });
      return { data: json };
    },
    // The stock provider sends one request for each id, and half of them may fail. The API has no
    // bulk verb yet, so no page offers one; a page that does fails here, before anything is changed.
    updateMany: refuseBulk,
    deleteMany: refuseBulk,
    suspendUser: async (user, data) => runVerb("users", "suspend", user, data),
    unsuspendUser: async (user) => runVerb("users", "unsuspend", user, {}),
    revealUser: async (user, form) => runVerb("users", "reveal", user, form),
    auditActors: async () => (await request(`${api}/audit-log/actors`)).json as AuditActor[],
    auditTimeline: async ({ looked, ...asked }) => {
      const query = new URLSearchParams({ ...asked, looked: String(looked) });
      return (await request(`${api}/audit-log/timeline?${query}`)).json as AuditTimeline;
    },
    revealText: async (resource, record, form) => runVerb(resource, "reveal", record, form),
    auditSealing: async () => (await request(`${api}/audit-log/sealing`)).json as AuditSealing,
    verifyAuditLog: async () =>
      (await request(`${api}/audit-log/verify`, { method: "POST" })).json as VerificationAsked,
  };
}

function hasSearchTerm(filter: unknown): boolean {
  return (
    typeof filter === "object" && filter !== null && "q" in filter && String(filter.q).trim() !== ""
  );
}

function isEstimated(headers: Headers): boolean {
  return headers.get("X-Total-Estimated") === "true";
}

function totalOf(headers: Headers): number {
  const total = Number(headers.get("Content-Range")?.split("/").pop());
  if (!Number.isInteger(total)) throw new Error("The list answered without its Content-Range.");
  return total;
}

/** The version the editor has seen; without it the API answers 428, with a stale one 412. */
function ifMatch(previous: Record<string, unknown> | undefined): Headers {
  const headers = new Headers();
  if (typeof previous?.["version"] === "number")
    headers.set("If-Match", `"${previous["version"]}"`);
  return headers;
}

async function refuseBulk(resource: string): Promise<never> {
  throw new Error(`${resource} has no bulk change in the API.`);
}
