import { createHash, randomBytes } from "node:crypto";
import type { CookieOptions, Request, Response } from "express";

const NAME = "fs_session";
/** Sessions end 12 hours after sign-in: one working day (see api/README.md). */
export const SESSION_HOURS = 12;

/** 32 random bytes; the database holds only their SHA-256, so a leaked table opens nothing. */
export function newSessionToken(): string {
  return randomBytes(32).toString("base64url");
}

export function sessionHash(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** The session token a browser sent, if it has the form of one. */
export function readSessionCookie(req: Request): string | undefined {
  for (const pair of (req.headers.cookie ?? "").split(";")) {
    const [name, value] = pair.trim().split("=", 2);
    if (name === NAME && value !== undefined && /^[\w-]{43}$/.test(value)) return value;
  }
  return undefined;
}

function attributes(secure: boolean): CookieOptions {
  return { httpOnly: true, sameSite: "strict", path: "/", secure };
}

export function setSessionCookie(res: Response, token: string, secure: boolean): void {
  res.cookie(NAME, token, { ...attributes(secure), maxAge: SESSION_HOURS * 3_600_000 });
}

export function clearSessionCookie(res: Response, secure: boolean): void {
  res.clearCookie(NAME, attributes(secure));
}
