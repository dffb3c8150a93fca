import type { Findings } from "./findings.ts";
import type { StoredEvent } from "./read-events.ts";

/** Years 2000 to 9999: an event outside was never written by this system, and no text of four digits says so. */
const FIRST_MS = Date.UTC(2000, 0, 1);
const LAST_MS = Date.UTC(10_000, 0, 1);

/** Clocks of two servers, before and after a failover. */
const SKEW_MS = 60_000;

/**
 * Transactions have their place when they first write, and an event its time when it is written: a
 * transaction that is open longer than this brings times that look like forged ones.
 */
const LAG_MS = 24 * 3_600_000;

export type TimeCheck = {
  /** `until`: when its seal was made, in milliseconds. */
  see(event: StoredEvent, partition: string, until: number): void;
  /** What was seen lies in an interval that ended; `sealedAt` of one without events. */
  pass(sealedAt?: number): void;
};

/**
 * Holds the time of each event against its id, its seal, and what the intervals before its own hold: times
 * go with the transactions, whose order is sealed. `latest` is the latest time before the first one.
 */
export function createTimeCheck(latest: number, now: number, findings: Findings): TimeCheck {
  let earlier = latest;
  let own = latest;
  return {
    see: (event, partition, until) => {
      const wrong = (says: string) =>
        findings.add({
          check: "event",
          event: event.id,
          partition,
          says: `event ${event.id} ${says}`,
        });
      const at = millisecondOf(event.at_seconds);
      if (!(at >= FIRST_MS && at < LAST_MS) || at !== millisecondOfId(event.id)) {
        wrong(
          `says that it is of ${event.at ?? "no time"}, which is not the millisecond of its id`,
        );
      } else if (at > Math.min(until, now) + SKEW_MS) {
        wrong(`says that it is of ${event.at}, which is later than it was sealed or read`);
      } else if (at < earlier - LAG_MS) {
        wrong(
          `was dated back: it says that it is of ${event.at}, behind events of ${new Date(earlier).toISOString()}`,
        );
      } else if (at > own) {
        own = at;
      }
    },
    pass: (sealedAt) => {
      earlier = Math.max(earlier, own, sealedAt ?? 0);
    },
  };
}

/** Rounded to the microsecond first: a double holds seconds to a quarter of one. */
export const millisecondOf = (seconds: number | null): number =>
  seconds === null ? NaN : Math.floor(Math.round(seconds * 1e6) / 1e3);

/** The 48 bits in front (RFC 9562, version 7). */
const millisecondOfId = (id: string): number =>
  Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
