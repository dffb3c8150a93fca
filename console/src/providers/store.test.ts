import { expect, it } from "vitest";
import { createStore } from "./store.ts";

function fakeStorage() {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

it("store.keeps two preferences, and nothing else, in the browser", () => {
  const storage = fakeStorage();
  const store = createStore(storage);
  store.setup();
  store.setItem("users.listParams", { filter: { q: "Žofie" } });
  store.setItem("theme", "dark");
  expect([...storage.items]).toEqual([["futuresync-admin.theme", "dark"]]);
  expect(store.getItem("users.listParams")).toEqual({ filter: { q: "Žofie" } });

  store.setItem("theme", undefined);
  expect(storage.items.size).toBe(0);
});

it("store.forgets everything but the preferences at sign-out", () => {
  const storage = fakeStorage();
  const store = createStore(storage);
  store.setup();
  store.setItem("users.listParams", { filter: { q: "Žofie" } });
  store.setItem("theme", "dark");
  store.reset();
  expect(store.getItem("users.listParams")).toBeUndefined();
  expect(store.getItem("theme")).toBe("dark");

  const next = createStore(storage);
  next.setup();
  expect(next.getItem("theme")).toBe("dark");
});
