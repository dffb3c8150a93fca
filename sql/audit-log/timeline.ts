import { loadSql } from "../database/load-sql.ts";
import type { Transaction } from "../database/transaction.ts";
import { foldTimeline } from "./fold-timeline.ts";
import type { CountedEvent, EventGroup } from "./fold-timeline.ts";
import { LOOKS } from "./looks.ts";
import { selectPseudonyms } from "./read.ts";

const SELECT = loadSql(import.meta.url, "./select-timeline.sql");
const SELECT_ACTORS = loadSql(import.meta.url, "./select-timeline-actors.sql");

/** Enough for years of nearly everybody; a name costs 30 pages of the database. */
const MOST = { mostEvents: 1000, mostGroups: 40 } as const;

type Asked = {
  readonly subject_id: string;
  /** True for looks at the person, false for all other events; undefined for any. */
  readonly looked: boolean | undefined;
  readonly since: string | undefined;
  readonly until: string | undefined;
};

type Actor = { actor_id: string | null; actor_name: string | null; actor_role: string };

export type Timeline = {
  readonly groups: (EventGroup & Actor)[];
  readonly events: number;
  readonly reached: Date | null;
  /** When nothing is in the range: the newest event before it. */
  readonly before: Date | null;
};

/** Who did how much about a person, day by day, newest first; as the transaction's role may see it. */
export async function selectTimeline(tx: Transaction, asked: Asked): Promise<Timeline> {
  const { subject } = await selectPseudonyms(tx, { subject: asked.subject_id });
  const select = (since: string, until: string, most: number) =>
    tx.rows<CountedEvent>(SELECT, [subject, since, until, asked.looked ?? null, LOOKS, most]);
  const since = asked.since ?? "-infinity";
  const events = await select(since, asked.until ?? "infinity", MOST.mostEvents + 1);
  const folded = foldTimeline(events, MOST);
  if (folded.events === 0) {
    const [older] = asked.since === undefined ? [] : await select("-infinity", since, 1);
    return { ...folded, groups: [], before: older?.at ?? null };
  }
  const actors = await selectActorsOf(tx, folded.groups);
  return {
    ...folded,
    groups: folded.groups.map((group) => ({ ...group, ...actors(group.id) })),
    before: null,
  };
}

async function selectActorsOf(tx: Transaction, groups: readonly EventGroup[]) {
  const times = groups.map(({ last_at }) => last_at.getTime());
  // A Date has milliseconds, the table microseconds.
  const bounds = [new Date(Math.min(...times)), new Date(Math.max(...times) + 1)];
  const ids = groups.map(({ id }) => id);
  const rows = await tx.rows<Actor & { id: string }>(SELECT_ACTORS, [ids, ...bounds]);
  const byId = new Map(rows.map(({ id, ...actor }) => [id, actor]));
  return (id: string): Actor => {
    const actor = byId.get(id);
    if (actor === undefined) throw new Error("an event of the trail cannot be read by its id");
    return actor;
  };
}
