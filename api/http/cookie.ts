import { createHash, randomBytes } from "node:crypto";
import type { CookieOptions, Request, Response } from "express";
import { parsePosition } from "../../sql/database/hosts/wal.ts";

const NAME = "fs_session";
/** Not a secret, and worth nothing elsewhere: a place in the database's log. */
const POSITION = "fs_position";
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
  return readCookies(req, NAME).find((value) => /^[\w-]{43}$/.test(value));
}

/** Where the log of the primary stood behind the last change of this session. */
export function readPositionCookie(req: Request): bigint | undefined {
  return readCookies(req, POSITION)
    .map(parsePosition)
    .find((position) => position !== undefined);
}

function readCookies(req: Request, wanted: string): string[] {
  return (req.headers.cookie ?? "").split(";").flatMap((pair) => {
    const [name, value] = pair.trim().split("=", 2);
    return name === wanted && value !== undefined ? [value] : [];
  });
}

function attributes(secure: boolean): CookieOptions {
  return { httpOnly: true, sameSite: "strict", path: "/", secure };
}

export function setSessionCookie(res: Response, token: string, secure: boolean): void {
  res.cookie(NAME, token, { ...attributes(secure), maxAge: SESSION_HOURS * 3_600_000 });
}

/** As long as a session: whoever changed something sees it, however late a standby is. */
export function setPositionCookie(res: Response, position: string, secure: boolean): void {
  const maxAge = SESSION_HOURS * 3_600_000;
  // As it is: a slash may stand in a cookie, and would be sent back as %2F.
  res.cookie(POSITION, position, { ...attributes(secure), maxAge, encode: String });
}

export function clearSessionCookie(res: Response, secure: boolean): void {
  res.clearCookie(NAME, attributes(secure));
  res.clearCookie(POSITION, attributes(secure));
}
