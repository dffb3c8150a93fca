import type { EventFilters } from "./served-filters.ts";

/**
 * What of a list may stand in an address that is sent to somebody and kept in histories: no person, neither
 * the one it is about nor the colleague who acted, no row of theirs, and nothing that was typed to be found.
 */
const SHARED = ["action", "resource", "at_gte", "at_lt", "request_id", "reason_code"] as const;

/** `?action=update&at_gte=2026-11-01`, or nothing. */
export function addressOf(filters: EventFilters): string {
  const query = new URLSearchParams();
  for (const name of SHARED) {
    const value = filters[name];
    if (typeof value === "string") query.set(name, value);
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** The filters that an address brings along; what is no filter to be shared is not one here either. */
export function filtersOf(address: string): EventFilters {
  const query = new URLSearchParams(address);
  return Object.fromEntries(
    SHARED.flatMap((name) => {
      const value = query.get(name);
      return value === null || value === "" ? [] : [[name, value]];
    }),
  );
}

/** The filters of the list with those of an address in the place of the ones that addresses hold. */
export function withAddress(filters: EventFilters, address: string): EventFilters {
  const own = Object.entries(filters).filter(([name]) => !SHARED.some((shared) => shared === name));
  return { ...Object.fromEntries(own), ...filtersOf(address) };
}
