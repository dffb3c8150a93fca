import type pg from "pg";
import type { ConnectionSettings } from "../connection.ts";
import type { Connections } from "../connections.ts";
import { NoPrimaryError, isLost, sqlState } from "../errors.ts";
import type { PoolOptions } from "../pool.ts";
import { createHost } from "./host.ts";
import type { Host } from "./host.ts";
import { judgeRoles } from "./roles.ts";
import type { HostRole, Known } from "./roles.ts";
import { createPositionHistory } from "./wal.ts";

/** Looked at about once a second; the jitter keeps many processes from asking in step. */
const INTERVAL_MS = 1_000;
const JITTER_MS = 200;
/** A standby further behind than this shows lists that puzzle people: then the primary answers. */
const FRESH_SECONDS = 5;
/** How long work that lost its server waits for another, or for the same one to be back. */
const RECOVER_MS = 2_000;

type ReadWish = {
  /** `replica`: a standby if one is fresh enough. `primary`: a standby only while there is no primary. */
  readonly prefer: "primary" | "replica";
  /** The caller's own last write: a standby must have replayed it. */
  readonly position?: bigint | undefined;
};
type ReadSource = { readonly pool: pg.Pool; readonly isPrimary: boolean };

export type Hosts = {
  readonly all: readonly Readonly<Host>[];
  /** Follows the primary. Throws a NoPrimaryError while there is none. */
  readonly primary: Connections;
  /**
   * Runs a read where the wish says; when that server is lost, or a standby ends it, once more from the
   * primary, or from what is left.
   */
  read<T>(wish: ReadWish, work: (source: ReadSource) => Promise<T>): Promise<T>;
  /** The same for one statement. */
  reads(wish: ReadWish): Pick<Connections, "query">;
  /** The primary, else the best of what answers reads. */
  serving(): Readonly<Host> | undefined;
  /** True while reads are answered and writes are not. */
  isReadOnly(): boolean;
  /** A look that begins now, shared by all who ask meanwhile. */
  look(): Promise<void>;
  /** Called with the host's name when another one (or none) has become the primary. */
  onPrimaryChange(listener: (primary: string | undefined) => void): void;
  end(): Promise<void>;
};

export type HostsOptions = PoolOptions & {
  /** A server changed its role: worth a line in the log. */
  readonly onChange?: (change: {
    host: string;
    from: HostRole;
    to: HostRole;
    error: unknown;
  }) => void;
};

/**
 * One pool for each server, and a look at each about once a second and whenever one is lost: pg itself
 * knows no second host. The first look is taken by whoever asks first.
 */
export function openHosts(settings: readonly ConnectionSettings[], options: HostsOptions): Hosts {
  const { onChange, ...poolOptions } = options;
  const history = createPositionHistory();
  const listeners: ((primary: string | undefined) => void)[] = [];
  let known: Known = { primary: undefined, timeline: 0 };
  let lostAt = -RECOVER_MS;
  let ended = false;
  let timer: NodeJS.Timeout | undefined;

  const lookSoon = () => void look().catch(() => undefined);
  const all = settings.map((one) => createHost(one, poolOptions, lookSoon));
  const primaryHost = () => (known.primary === undefined ? undefined : all[known.primary]);

  const judge = () => {
    const before = known.primary;
    const judged = judgeRoles(
      all.map(({ facts }) => facts),
      known,
    );
    ({ known } = judged);
    for (const [index, host] of all.entries()) {
      const to = judged.roles[index] ?? "away";
      if (to !== host.role)
        onChange?.({ host: host.name, from: host.role, to, error: host.reason });
      // Work that is under way there would be lost with the rest of what it writes.
      if (host.role === "primary" && to === "stale") host.cut();
      host.role = to;
    }
    if (known.primary === before) return;
    if (known.primary === undefined) lostAt = performance.now();
    else history.clear();
    for (const listener of listeners) listener(primaryHost()?.name);
  };

  const round = async () => {
    await Promise.all(all.map((host) => host.look()));
    if (ended) return;
    judge();
    const now = performance.now();
    const primary = primaryHost();
    if (primary?.facts !== undefined) history.add(now, primary.facts.position);
    for (const host of all) {
      host.lag_seconds =
        host.facts === undefined ? undefined : history.lagSeconds(host.facts.position, now);
    }
  };

  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = async () => {
    if (ended) return;
    running ??= round().finally(() => {
      running = undefined;
      clearTimeout(timer);
      if (!ended) timer = setTimeout(lookSoon, INTERVAL_MS + Math.random() * JITTER_MS).unref();
    });
    await running;
  };
  /** Never the look that runs already: it may have asked before the server was lost. */
  const look = (): Promise<void> => {
    next ??= (running ?? Promise.resolve()).then(() => {
      next = undefined;
      return start();
    });
    return next;
  };

  const noPrimary = () => {
    const readable = all.some(isReadable);
    const [only, ...others] = all;
    // Of one server that is away the reason says most.
    if (only !== undefined && others.length === 0 && only.role === "away") return only.reason;
    const states = all.map(({ name, role }) => `${name} ${role}`).join(", ");
    return new NoPrimaryError(`no primary among ${states}`, { readable, cause: only?.reason });
  };
  const writable = async (): Promise<Host> => {
    if (primaryHost() === undefined) await look();
    const host = primaryHost();
    if (host === undefined) throw noPrimary();
    return host;
  };
  const recover = async (): Promise<boolean> => {
    for (;;) {
      await look();
      if (primaryHost() !== undefined) return true;
      // Counted from the loss, not from this call: in an outage nobody waits, but those it surprised.
      if (ended || performance.now() - lostAt > RECOVER_MS) return false;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const primary: Connections = {
    connect: async () => {
      const host = await writable();
      try {
        return await host.pool.connect();
      } catch (error) {
        // Nothing was sent yet.
        if (!isLost(error) || !(await recover())) throw error;
      }
      return (await writable()).pool.connect();
    },
    query: async (query, values) => {
      const client = await primary.connect();
      let broken = false;
      try {
        return await client.query(query, values);
      } catch (error) {
        broken = isLost(error);
        if (broken) lookSoon();
        throw error;
      } finally {
        client.release(broken);
      }
    },
    recover,
  };

  const bestReadable = (position = 0n): Host | undefined =>
    all
      .filter((host) => isReadable(host) && hasReplayed(host, position))
      .toSorted((a, b) => ((a.facts?.position ?? 0n) > (b.facts?.position ?? 0n) ? -1 : 1))[0];
  const choose = async ({ prefer, position = 0n }: ReadWish): Promise<ReadSource> => {
    if (primaryHost() === undefined) await look();
    const main = primaryHost();
    if (main !== undefined) {
      const fresh = all.filter((host) => isFreshStandby(host) && hasReplayed(host, position));
      const standby = fresh[Math.floor(Math.random() * fresh.length)];
      if (prefer === "replica" && standby !== undefined) {
        return { pool: standby.pool, isPrimary: false };
      }
      return { pool: main.pool, isPrimary: true };
    }
    const best = bestReadable(position);
    if (best === undefined) throw noPrimary();
    return { pool: best.pool, isPrimary: false };
  };
  const read: Hosts["read"] = async (wish, work) => {
    try {
      return await work(await choose(wish));
    } catch (error) {
      if (!isLost(error) && !isConflict(error)) throw error;
      await look();
    }
    return work(await choose({ ...wish, prefer: "primary" }));
  };

  return {
    all,
    primary,
    read,
    reads: (wish) => ({
      query: (query, values) => read(wish, ({ pool }) => pool.query(query, values)),
    }),
    serving: () => primaryHost() ?? bestReadable(),
    isReadOnly: () => known.primary === undefined && all.some(isReadable),
    look,
    onPrimaryChange: (listener) => void listeners.push(listener),
    end: async () => {
      ended = true;
      await running;
      clearTimeout(timer);
      await Promise.all(all.map((host) => host.end()));
    },
  };
}

/** A standby ended the statement: what it reads was removed on the primary meanwhile. */
const isConflict = (error: unknown): boolean => sqlState(error) === "40001";

const isReadable = ({ role }: Host): boolean => role === "standby" || role === "read-only";

const isFreshStandby = ({ role, lag_seconds }: Host): boolean =>
  role === "standby" && lag_seconds !== undefined && lag_seconds <= FRESH_SECONDS;

const hasReplayed = ({ facts }: Host, position: bigint): boolean =>
  facts !== undefined && facts.position >= position;
