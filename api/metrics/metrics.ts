import type { RequestHandler } from "express";
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import type { Cache } from "../../sql/cache/cache.ts";
import { routeOf, statusOf } from "../http/logger.ts";
import { registerHostMetrics } from "../../sql/database/hosts/metrics.ts";
import type { Hosts } from "../../sql/database/hosts/open-hosts.ts";

export type ApiMetrics = {
  readonly registry: Registry;
  readonly signIns: Counter<"result">;
  /** Times every request by its route's template; an address of its own for each would be a leak. */
  readonly measure: RequestHandler;
};

/** A registry of its own for each app, so that two in one process (tests) do not share counts. */
export function createMetrics(hosts: Hosts, cache: Cache): ApiMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const duration = new Histogram({
    name: "futuresync_http_request_duration_seconds",
    help: "Time from the first byte of a request to the last of its answer",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const inFlight = new Gauge({
    name: "futuresync_http_requests_in_flight",
    help: "Requests that are being answered",
    registers,
  });
  const connections = new Gauge({
    name: "futuresync_database_pool_connections",
    help: "Connections of the API's pool to a server; waiting: requests without one",
    labelNames: ["host", "state"],
    registers,
    collect: () => {
      for (const { name: host, pool } of hosts.all) {
        connections.set({ host, state: "idle" }, pool.idleCount);
        connections.set({ host, state: "used" }, pool.totalCount - pool.idleCount);
        connections.set({ host, state: "waiting" }, pool.waitingCount);
        connections.set({ host, state: "max" }, pool.options.max);
      }
    },
  });
  const cacheReads = new Counter({
    name: "futuresync_cache_reads_total",
    help: "Reads of what this process keeps; off: nothing is kept, nobody tells of changes",
    labelNames: ["result"],
    registers,
    collect: () => {
      cacheReads.reset();
      for (const [result, reads] of Object.entries(cache.reads)) cacheReads.inc({ result }, reads);
    },
  });
  registerHostMetrics(registry, hosts);
  const signIns = new Counter({
    name: "futuresync_sign_ins_total",
    help: "Attempts of staff to sign in",
    labelNames: ["result"],
    registers,
  });
  // A counter that is not there cannot be alerted on: each result begins at 0.
  for (const result of ["success", "failure", "throttled"]) signIns.inc({ result }, 0);
  return {
    registry,
    signIns,
    measure: (req, res, next) => {
      inFlight.inc();
      const end = duration.startTimer();
      res.once("close", () => {
        inFlight.dec();
        end({ method: req.method, route: routeOf(req, res.statusCode), status: statusOf(res) });
      });
      next();
    },
  };
}
