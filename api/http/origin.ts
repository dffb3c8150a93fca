import type { Request } from "express";
import { notAllowed } from "./problems.ts";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * The second lock beside `SameSite=Strict`: a write with the session cookie must come from a page of
 * ours. Browsers always send `Origin` with a write; bearer calls have none and need none.
 */
export function checkOrigin(req: Request, allowed: readonly string[]): void {
  if (SAFE.has(req.method)) return;
  const origin = req.get("origin");
  if (origin === undefined || !allowed.includes(origin)) {
    throw notAllowed("Writes with the session cookie must come from the console's own origin.");
  }
}

/** At sign-in there is no cookie yet: a foreign page is refused, a caller without a page is not. */
export function checkForeignOrigin(req: Request, allowed: readonly string[]): void {
  if (req.get("origin") !== undefined) checkOrigin(req, allowed);
}
