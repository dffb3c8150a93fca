import { useEffect, useState } from "react";
import { secondsLeft } from "./countdown.ts";

/** A revealed value and when, by this machine's clock, it is masked again. */
export type Shown = { readonly value: string | null; readonly until: number };

/** Often enough that no second is left out. */
const TICK_MS = 250;

/**
 * Holds a revealed value in the state of one component and nowhere else: it goes with the countdown,
 * with the page (sign-out leaves it too), and when the browser puts the page aside.
 */
export function useRevealed() {
  const [shown, setShown] = useState<Shown>();
  const [seconds, setSeconds] = useState(0);
  const [wasShown, setWasShown] = useState(false);

  useEffect(() => {
    if (shown === undefined) return undefined;
    const tick = () => {
      const left = secondsLeft(shown.until, Date.now());
      setSeconds(left);
      if (left === 0) setShown(undefined);
    };
    const timer = setInterval(tick, TICK_MS);
    const leave = () => setShown(undefined);
    // The back button may bring the page back as it was.
    window.addEventListener("pagehide", leave);
    return () => {
      clearInterval(timer);
      window.removeEventListener("pagehide", leave);
    };
  }, [shown]);

  return {
    shown,
    wasShown,
    seconds,
    show: (next: Shown) => {
      setSeconds(secondsLeft(next.until, Date.now()));
      setShown(next);
      setWasShown(true);
    },
    mask: () => setShown(undefined),
  };
}
