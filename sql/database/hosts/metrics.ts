import { Counter, Gauge } from "prom-client";
import type { Registry } from "prom-client";
import type { Hosts } from "./open-hosts.ts";
import { HOST_ROLES } from "./roles.ts";

/** How each process sees the servers: API and daemon may see them differently, across a broken network. */
export function registerHostMetrics(registry: Registry, hosts: Hosts): void {
  const registers = [registry];
  const role = new Gauge({
    name: "futuresync_database_host_role",
    help: "1 for the role in which this process sees a server, 0 for the others",
    labelNames: ["host", "role"],
    registers,
    collect: () => {
      for (const host of hosts.all) {
        for (const one of HOST_ROLES) {
          role.set({ host: host.name, role: one }, host.role === one ? 1 : 0);
        }
      }
    },
  });
  const lag = new Gauge({
    name: "futuresync_database_replica_lag_seconds",
    help: "How old the newest of what a server shows is (the primary: 0); absent while nothing is known",
    labelNames: ["host"],
    registers,
    collect: () => {
      lag.reset();
      for (const { name: host, lag_seconds } of hosts.all) {
        if (lag_seconds !== undefined) lag.set({ host }, lag_seconds);
      }
    },
  });
  const changes = new Counter({
    name: "futuresync_database_primary_changes_total",
    help: "How often another server, or none, became the primary in the eyes of this process",
    registers,
  });
  hosts.onPrimaryChange(() => changes.inc());
}
