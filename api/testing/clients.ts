import { createHash, randomBytes, randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import type { JWTPayload } from "jose";
import type { StaffRole } from "../contracts/session.ts";
import type { TestDatabase } from "../../sql/testing/database.ts";
import { TOKEN_SECRET } from "./secrets.ts";

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON, or undefined when there was none. */
  readonly body: unknown;
  readonly text: string;
};

type RequestOptions = {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Somebody who calls: every method answers what came back, whatever the status. */
export type Client = {
  readonly id: string;
  get(path: string, options?: RequestOptions): Promise<Answer>;
  post(path: string, body?: unknown, options?: RequestOptions): Promise<Answer>;
  put(path: string, body: unknown, options?: RequestOptions): Promise<Answer>;
  delete(path: string, options?: RequestOptions): Promise<Answer>;
};

export type Clients = {
  /** A colleague with a live session, made for the call. */
  readonly staff: (role: StaffRole) => Promise<Client & { readonly cookie: string }>;
  /** A user's own token. */
  readonly user: (id: string, claims?: JWTPayload) => Promise<Client>;
  readonly stranger: Client;
};

export async function signToken(
  sub: string,
  claims: JWTPayload = {},
  secret = TOKEN_SECRET,
): Promise<string> {
  return new SignJWT({ aud: "futuresync", ...claims })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(sub)
    .setIssuedAt()
    .setExpirationTime("5m")
    .sign(new TextEncoder().encode(secret));
}

export function createClients(origin: string, database: TestDatabase): Clients {
  const client = (id: string, always: Readonly<Record<string, string>>): Client => {
    const send = async (method: string, path: string, options: RequestOptions): Promise<Answer> => {
      const hasBody = options.body !== undefined;
      const response = await fetch(`${origin}${path}`, {
        method,
        headers: {
          ...always,
          ...(hasBody && { "Content-Type": "application/json" }),
          ...options.headers,
        },
        ...(hasBody && {
          body: typeof options.body === "string" ? options.body : JSON.stringify(options.body),
        }),
      });
      const text = await response.text();
      const isJson = /^application\/(problem\+)?json/.test(
        response.headers.get("content-type") ?? "",
      );
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: isJson ? JSON.parse(text) : undefined,
      };
    };
    return {
      id,
      get: (path, options = {}) => send("GET", path, options),
      post: (path, body, options = {}) => send("POST", path, { ...options, body }),
      put: (path, body, options = {}) => send("PUT", path, { ...options, body }),
      delete: (path, options = {}) => send("DELETE", path, options),
    };
  };
  return {
    stranger: client("", {}),
    staff: async (role) => {
      const id = randomUUID();
      const token = randomBytes(32).toString("base64url");
      await database.adminPool.query(
        `INSERT INTO staff (id, email, name, role, password_hash) VALUES ($1, $2, $3, $4, 'none')`,
        [id, `${id}@staff.example`, `A ${role}`, role],
      );
      await database.adminPool.query(
        `INSERT INTO staff_sessions (staff_id, token_hash, expires_at)
         VALUES ($1, $2, now() + interval '1 hour')`,
        [id, createHash("sha256").update(token).digest()],
      );
      const cookie = `fs_session=${token}`;
      return { ...client(id, { Cookie: cookie, Origin: origin }), cookie };
    },
    user: async (id, claims) =>
      client(id, { Authorization: `Bearer ${await signToken(id, claims)}` }),
  };
}
