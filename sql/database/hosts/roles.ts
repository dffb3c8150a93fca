/** What one server says of itself (probe.sql). */
export type HostFacts = {
  readonly in_recovery: boolean;
  readonly read_only: boolean;
  readonly position: bigint;
  /** Of a server that is not in recovery: counts up with each promotion. */
  readonly timeline: number | undefined;
  readonly latency_ms: number;
};

/**
 * `primary` takes writes, `standby` replays them. `read-only`: no standby, and refuses writes all the same
 * (default_transaction_read_only). `stale`: an old primary that came back, or a second one; not used.
 */
export const HOST_ROLES = ["primary", "standby", "read-only", "stale", "away"] as const;
export type HostRole = (typeof HOST_ROLES)[number];

/** What is remembered between two looks. */
export type Known = {
  /** Index of the primary of the last look. */
  readonly primary: number | undefined;
  /** The highest one ever seen: what lies below has been promoted past. */
  readonly timeline: number;
};

/**
 * The role of each server; `undefined` is one that did not answer. Of several primaries the one with the
 * highest timeline was promoted last, and the others are stale, also while it is away: writes taken by
 * them would be lost. On equal timelines, which no promotion makes, the one in use stays.
 */
export function judgeRoles(
  hosts: readonly (HostFacts | undefined)[],
  known: Known,
): { readonly roles: HostRole[]; readonly known: Known } {
  const timeline = Math.max(known.timeline, ...hosts.map((facts) => facts?.timeline ?? 0));
  const isWritable = (facts: HostFacts | undefined) =>
    facts !== undefined && facts.timeline === timeline && !facts.read_only;
  const inUse = known.primary !== undefined && isWritable(hosts[known.primary]);
  const first = hosts.findIndex(isWritable);
  const primary = inUse ? known.primary : first === -1 ? undefined : first;
  const roles = hosts.map((facts, index): HostRole => {
    if (facts === undefined) return "away";
    if (facts.in_recovery) return "standby";
    if (index === primary) return "primary";
    return facts.timeline === timeline && facts.read_only ? "read-only" : "stale";
  });
  return { roles, known: { primary, timeline } };
}
