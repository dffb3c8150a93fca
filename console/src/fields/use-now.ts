import { useSyncExternalStore } from "react";

const TICK_MS = 30_000;

/** The time now, to the half minute: "3 minutes ago" stays true on a page that is left open. */
export function useNow(): Date {
  const tick = useSyncExternalStore(subscribe, () => Math.floor(Date.now() / TICK_MS));
  return new Date(tick * TICK_MS);
}

function subscribe(onTick: () => void): () => void {
  const timer = setInterval(onTick, TICK_MS);
  return () => clearInterval(timer);
}
