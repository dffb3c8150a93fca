import { memoryStore } from "react-admin";
import type { Store } from "react-admin";

/** The only keys that outlive the page; neither says anything about a person. */
const KEPT = ["theme", "locale"] as const;
const PREFIX = "futuresync-admin.";

type Kept = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/**
 * react-admin's store holds list parameters, and with them search terms and the ids of people.
 * It lives in memory, is gone with the page, and is emptied at sign-out; only the two preferences
 * above go to the browser's storage and survive the sign-out.
 */
export function createStore(storage: Kept, initial: Record<string, unknown> = {}): Store {
  const kept = Object.fromEntries(
    KEPT.flatMap((key) => {
      const value = storage.getItem(PREFIX + key);
      return value === null ? [] : [[key, value]];
    }),
  );
  const memory = memoryStore({ ...initial, ...kept });
  const keep = (key: string, value: unknown) => {
    if (!KEPT.some((name) => name === key)) return;
    if (typeof value === "string") storage.setItem(PREFIX + key, value);
    else storage.removeItem(PREFIX + key);
  };
  return {
    ...memory,
    setItem: (key, value) => {
      keep(key, value);
      memory.setItem(key, value);
    },
    removeItem: (key) => {
      keep(key, undefined);
      memory.removeItem(key);
    },
    reset: () => {
      const preferences = KEPT.map((key) => [key, memory.getItem<unknown>(key)] as const);
      memory.reset();
      for (const [key, value] of preferences) if (value !== undefined) memory.setItem(key, value);
    },
  };
}
