import { LRUCache } from "lru-cache";

/** What may be kept. Nothing personal: values outlive the request, and its role, that read them. */
type CacheTopic = "staff-permissions";

export type CacheSettings = {
  /** How old a value may become when the news of a change is lost. */
  readonly ttlMs?: number;
  readonly max?: number;
};

export type Cache = {
  /** The value of `key` under `topic`, kept or read by `load`. */
  read<T extends object>(topic: CacheTopic, key: string, load: () => Promise<T>): Promise<T>;
  /** Drops what is kept under a topic; without one, everything. */
  forget(topic?: string): void;
  /** Off: every read loads. While nobody tells of changes, nothing kept can be believed. */
  keep(on: boolean): void;
  readonly reads: Readonly<Record<"hit" | "miss" | "off", number>>;
};

const TTL_MS = 30_000;
const MAX = 1_000;

export function createCache({ ttlMs = TTL_MS, max = MAX }: CacheSettings = {}): Cache {
  const kept = new LRUCache<string, object>({ max, ttl: ttlMs, ttlResolution: 0 });
  const reads = { hit: 0, miss: 0, off: 0 };
  let on = false;
  /** Counts the changes heard of: a value whose reading began before one must not be kept after it. */
  let changes = 0;
  return {
    reads,
    read: async <T extends object>(topic: CacheTopic, key: string, load: () => Promise<T>) => {
      if (!on) {
        reads.off += 1;
        return load();
      }
      const name = `${topic}:${key}`;
      const found = kept.get(name);
      if (found !== undefined) {
        reads.hit += 1;
        return found as T;
      }
      reads.miss += 1;
      const before = changes;
      const value = await load();
      if (changes === before) kept.set(name, value);
      return value;
    },
    forget: (topic) => {
      changes += 1;
      if (topic === undefined) kept.clear();
      else for (const name of kept.keys()) if (name.startsWith(`${topic}:`)) kept.delete(name);
    },
    keep: (wanted) => {
      changes += 1;
      kept.clear();
      on = wanted;
    },
  };
}
