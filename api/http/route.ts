import type { Readable } from "node:stream";
import { z } from "zod";
import type { ListDefinition } from "../contracts/list.ts";
import type { NewAuditEvent } from "../../sql/audit-log/queries.ts";
import type { Connections } from "../../sql/database/connections.ts";
import type { Hosts } from "../../sql/database/hosts/open-hosts.ts";
import type { Enqueuer } from "../../sql/queues/boss.ts";
import type { Cache } from "../../sql/cache/cache.ts";
import type { ArtifactStore } from "../../sql/artifacts/store.ts";
import type { Transaction } from "../../sql/database/transaction.ts";
import type { Caller, CallerKind } from "./caller.ts";
import { parsePart } from "./validation.ts";

/** What handlers reach beside their transaction. */
export type Services = {
  readonly hosts: Hosts;
  /** `hosts.primary`: writes, and every read that leaves an event. */
  readonly pool: Connections;
  readonly cache: Cache;
  readonly enqueuer: Enqueuer;
  readonly artifacts: ArtifactStore;
};

export type Reply = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Opened after the commit, so that nothing leaves before its audit event stands. */
  readonly stream?: () => Promise<Readable>;
};

/** Writes the event of a read where events can be written, before the answer leaves. */
export type LeaveEvent = (event: NewAuditEvent) => Promise<void>;

/** Runs `act` in a transaction of its own, under the caller's database role and context. */
export type Transact = <T>(
  act: (tx: Transaction, leaveEvent: LeaveEvent) => Promise<T>,
) => Promise<T>;

/** A parsed request, inside a transaction of the caller's own database role. */
export type Call<P, Q, B> = {
  readonly caller: Caller;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** The version in `If-Match`, when sent. */
  readonly ifMatch: number | undefined;
  readonly requestId: string;
  readonly tx: Transaction;
  readonly leaveEvent: LeaveEvent;
  readonly services: Services;
};

type Method = "get" | "post" | "put" | "delete";

type RouteFacts = {
  readonly method: Method;
  /** Below /api, in Express's form: `/users/:id`. */
  readonly path: string;
  readonly resource: string;
  /** The verb that staff_permissions must hold for the role; also the event's name in a refusal. */
  readonly verb: string;
  readonly callers: readonly CallerKind[];
  /** No role has the verb: the handler tells staff where to go instead. */
  readonly answersStaffItself?: boolean;
  /** A list that staff see masked: to them it may come from a standby (events by `leaveEvent`). */
  readonly standby?: boolean;
  readonly summary: string;
  /** Documented: what lists offer, and whether `If-Match` is asked for. */
  readonly list?: ListDefinition;
  readonly ifMatch?: boolean;
  readonly answers: Readonly<Record<number, Answer>>;
};

type Shapes = {
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
};

/** What the documentation needs to know of a route. */
export type DocumentedRoute = RouteFacts & Partial<Shapes>;

type Answer = {
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly mediaType?: string;
};

export type Route = RouteFacts &
  Shapes & {
    /** Parses, or throws a 400; what it answers does the work. */
    readonly run: (raw: RawCall) => (transact: Transact) => Promise<Reply>;
  };

type RawCall = {
  readonly caller: Caller;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly ifMatch: number | undefined;
  readonly requestId: string;
  readonly services: Services;
};

/** A route without a body must not be sent one. */
const nothing = z.undefined("takes no body");
const anything = z.unknown();

/**
 * Checks input against the route's shapes first; the handler sees only what was parsed. `commitFirst` is
 * a step that is committed before `handle` begins: what stands even when the answer is lost. Its result
 * is `committed` there.
 */
export function defineRoute<
  P extends z.ZodType = typeof anything,
  Q extends z.ZodType = typeof anything,
  B extends z.ZodType = typeof nothing,
  C = undefined,
>(
  definition: RouteFacts & {
    readonly params?: P;
    readonly query?: Q;
    readonly body?: B;
    readonly commitFirst?: (call: Call<z.infer<P>, z.infer<Q>, z.infer<B>>) => Promise<C>;
    readonly handle: (
      call: Call<z.infer<P>, z.infer<Q>, z.infer<B>> & { readonly committed: C },
    ) => Promise<Reply>;
  },
): Route {
  const { commitFirst, handle, ...facts } = definition;
  const shapes = {
    params: definition.params ?? anything,
    query: definition.query ?? anything,
    body: definition.body ?? nothing,
  };
  return {
    ...facts,
    ...shapes,
    run: (raw) => {
      const parsed = {
        params: parsePart(shapes.params, raw.params, "path") as z.infer<P>,
        query: parsePart(shapes.query, raw.query, "query") as z.infer<Q>,
        body: parsePart(shapes.body, raw.body, "body") as z.infer<B>,
      };
      return async (transact) => {
        const committed = (await (commitFirst &&
          transact((tx, leaveEvent) => commitFirst({ ...raw, ...parsed, tx, leaveEvent })))) as C;
        return transact((tx, leaveEvent) =>
          handle({ ...raw, ...parsed, tx, leaveEvent, committed }),
        );
      };
    },
  };
}
