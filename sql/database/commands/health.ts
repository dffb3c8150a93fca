import { hostSettings } from "../connection.ts";
import { checkHealth } from "../health.ts";
import type { HealthReport } from "../health.ts";
import { openHosts } from "../hosts/open-hosts.ts";
import { runCommand } from "./run-command.ts";

/** Degraded is not dead: exit 1 when nothing can be read, or when the code does not fit the schema. */
await runCommand(async (env) => {
  const hosts = openHosts(hostSettings(env, "admin"), {
    applicationName: "futuresync-health",
    onError: () => undefined,
  });
  try {
    const report = await checkHealth(hosts);
    for (const [name, value] of linesOf(report)) console.log(`${name.padEnd(12)}${value}`);
    const { pending = 0, unknown = 0 } = report.details?.migrations ?? {};
    if (report.status === "down" || pending > 0 || unknown > 0) process.exitCode = 1;
  } finally {
    await hosts.end();
  }
});

function linesOf({ status, findings, hosts, details }: HealthReport): [string, string][] {
  const lines: [string, string][] = [
    ["status", status],
    ...findings.map((finding): [string, string] => ["", finding]),
    ...hosts.map(({ host, role, lag_seconds, reason }): [string, string] => {
      const lag = lag_seconds === null ? "" : `, ${lag_seconds.toFixed(1)} s behind`;
      return ["host", `${host} ${role}${lag}${reason === null ? "" : ` (${reason})`}`];
    }),
  ];
  if (details === undefined) return lines;
  const { version, role, latency_ms, migrations, partition_runway_seconds: runway } = details;
  const days = runway === "unknown" ? runway : `${Math.floor(runway / 86_400)} days`;
  return [
    ...lines,
    ["server", `PostgreSQL ${version}, ${role}, answers in ${latency_ms} ms`],
    ["migrations", `${migrations.applied} applied, ${migrations.pending} pending`],
    ["partitions", `${days} ahead`],
    ["backup", `last proven: ${details.last_proven_backup_at}`],
  ];
}
