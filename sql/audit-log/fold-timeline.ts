/** An event of one person's history as it is counted. `at` to the millisecond. */
export type CountedEvent = {
  readonly id: string;
  readonly at: Date;
  readonly actor_kind: string;
  readonly actor: string | null;
  readonly action: string;
};

/** What one actor did on one day in UTC. */
export type EventGroup = {
  /** Of its newest event. */
  readonly id: string;
  readonly day: string;
  readonly actor_kind: string;
  readonly last_at: Date;
  first_at: Date;
  count: number;
  readonly actions: Record<string, number>;
};

export type Folded = {
  readonly groups: EventGroup[];
  /** How many events are counted. */
  readonly events: number;
  /** When older ones are not: the time of the oldest one that is. */
  readonly reached: Date | null;
};

/**
 * Counts events, newest first, by day and actor: at most `mostEvents` of them and `mostGroups` groups. What
 * is counted is everything since `reached`, so that no number says less than there is.
 */
export function foldTimeline(
  events: readonly CountedEvent[],
  { mostEvents, mostGroups }: { readonly mostEvents: number; readonly mostGroups: number },
): Folded {
  const groups = new Map<string, EventGroup>();
  let counted = 0;
  let reached: Date | null = null;
  for (const { id, at, actor_kind, actor, action } of events) {
    const day = at.toISOString().slice(0, 10);
    const key = `${day} ${actor_kind} ${actor}`;
    const known = groups.get(key);
    if (counted === mostEvents || (known === undefined && groups.size === mostGroups)) {
      return { groups: [...groups.values()], events: counted, reached };
    }
    const group = known ?? {
      id,
      day,
      actor_kind,
      last_at: at,
      first_at: at,
      count: 0,
      actions: {},
    };
    groups.set(key, group);
    group.first_at = at;
    group.count += 1;
    group.actions[action] = (group.actions[action] ?? 0) + 1;
    counted += 1;
    reached = at;
  }
  return { groups: [...groups.values()], events: counted, reached: null };
}
