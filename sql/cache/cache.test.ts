import { expect, it } from "vitest";
import { createCache } from "./cache.ts";
import type { Cache } from "./cache.ts";

/** Reads the one key there is; each loading gives the next number. */
function reader(cache: Cache) {
  let loads = 0;
  const load = async () => ({ load: (loads += 1) });
  return async () => (await cache.read("staff-permissions", "a role", load)).load;
}

it("keeps nothing until somebody tells of changes, and from then on what it read", async () => {
  const cache = createCache();
  const read = reader(cache);
  expect([await read(), await read()]).toEqual([1, 2]);
  cache.keep(true);
  expect([await read(), await read(), await read()]).toEqual([3, 3, 3]);
  cache.keep(false);
  expect([await read(), await read()]).toEqual([4, 5]);
  expect(cache.reads).toEqual({ hit: 2, miss: 1, off: 4 });
});

it("forgets by topic", async () => {
  const cache = createCache();
  cache.keep(true);
  const read = reader(cache);
  await read();
  cache.forget("another-topic");
  expect(await read()).toBe(1);
  cache.forget("staff-permissions");
  expect(await read()).toBe(2);
});

it("does not keep what was read before a change and arrived after it", async () => {
  const cache = createCache();
  cache.keep(true);
  const stale = cache.read("staff-permissions", "a role", async () => {
    cache.forget("staff-permissions");
    return { load: 0 };
  });
  expect(await stale).toEqual({ load: 0 });
  expect(await reader(cache)()).toBe(1);
});

it("lets no value grow older than its time, whatever was heard", async () => {
  const cache = createCache({ ttlMs: 50 });
  cache.keep(true);
  const read = reader(cache);
  expect([await read(), await read()]).toEqual([1, 1]);
  await new Promise((resolve) => setTimeout(resolve, 80));
  expect(await read()).toBe(2);
});

it("holds no more than its measure", async () => {
  const cache = createCache({ max: 2 });
  cache.keep(true);
  for (const key of ["a", "b", "c", "a"]) {
    await cache.read("staff-permissions", key, async () => ({}));
  }
  expect(cache.reads).toMatchObject({ hit: 0, miss: 4 });
});
