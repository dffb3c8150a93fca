import { SignJWT } from "jose";
import type { StackAddress } from "./stack.ts";

export type DemoStaff =
  | "support"
  | "compliance"
  | "compliance2"
  | "dpo"
  | "sre"
  | "auditor"
  | "admin";

export const emailOf = (staff: DemoStaff): string => `${staff}@futuresync.example`;

/** Calls the API as one caller: `call("PUT", "/api/users/…", body, { "if-match": '"3"' })`. */
export type Caller = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Response>;

function caller(stack: StackAddress, own: Record<string, string>): Caller {
  return (method, path, body, headers) =>
    fetch(new URL(path, stack.origin), {
      method,
      headers: {
        ...own,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
}

/** A caller without a session, with our own Origin. */
export function asNobody(stack: StackAddress): Caller {
  return caller(stack, { origin: stack.origin });
}

/** Signs a demo staff member in and calls with the session's cookie. */
export async function asStaff(stack: StackAddress, staff: DemoStaff): Promise<Caller> {
  const answer = await asNobody(stack)("POST", "/api/session", {
    email: emailOf(staff),
    password: stack.password,
  });
  if (!answer.ok) throw new Error(`sign-in of ${staff}: ${answer.status}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  return caller(stack, { origin: stack.origin, cookie });
}

/** One of the app's users, with a bearer token as their identity provider would sign it. */
export async function asUser(stack: StackAddress, userId: string): Promise<Caller> {
  const now = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({ auth_time: now })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(userId)
    .setAudience("futuresync")
    .setIssuedAt(now)
    .setExpirationTime("10m")
    .sign(new TextEncoder().encode(stack.jwtSecret));
  return caller(stack, { authorization: `Bearer ${token}` });
}
