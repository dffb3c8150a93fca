import pg from "pg";

/**
 * SQLSTATE classes the callers decide by (PostgreSQL manual, appendix A). Code decides by these
 * codes, never by message text.
 */
const LOST = new Set([
  "57P01", // admin_shutdown
  "57P02", // crash_shutdown
  "57P03", // cannot_connect_now: starting up
  "25006", // read_only_sql_transaction: a standby answered
  "08000",
  "08001",
  "08003",
  "08004",
  "08006",
]);
const LOST_SOCKET = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EPIPE",
]);
const TOO_MANY_CONNECTIONS = "53300";

/** pg raises these without a code. */
const LOST_WORDS = new Set([
  "Connection terminated unexpectedly",
  "Connection terminated due to connection timeout",
  "timeout expired",
  "Client has encountered a connection error and is not queryable",
]);
const NO_FREE_CONNECTION = "timeout exceeded when trying to connect";

/** No host of DATABASE_HOST takes writes. `readable`: one answers reads that need no event. */
export class NoPrimaryError extends Error {
  readonly readable: boolean;

  constructor(message: string, options: { readonly readable: boolean; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.readable = options.readable;
  }
}

/** The server was lost between COMMIT and its answer: committed or not, nobody here can tell. */
export class OutcomeUnknownError extends Error {
  constructor(cause: unknown) {
    super("the connection was lost before COMMIT was answered", { cause });
  }
}

/** What Node and pg refuse a server's TLS for; waiting does not mend it. */
const UNTRUSTED: Readonly<Record<string, string>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate is another host's",
  SELF_SIGNED_CERT_IN_CHAIN: "the certificate is not of a known authority (DATABASE_SSL_CA)",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate is not of a known authority (DATABASE_SSL_CA)",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the certificate is not of a known authority (DATABASE_SSL_CA)",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "the certificate is not of a known authority (DATABASE_SSL_CA)",
  CERT_SIGNATURE_FAILURE: "the certificate is not of a known authority (DATABASE_SSL_CA)",
  CERT_HAS_EXPIRED: "the certificate has expired",
  CERT_NOT_YET_VALID: "the certificate is not valid yet",
};
const NO_TLS = "The server does not support SSL connections";

function codeOf(error: unknown): string | undefined {
  if (error instanceof Error && "code" in error && typeof error.code === "string")
    return error.code;
  return undefined;
}

/** The SQLSTATE of an error raised by the server, else undefined. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/** The constraint a violation names, else undefined. */
export function violatedConstraint(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.constraint : undefined;
}

/** The table an error of the server is about, else undefined. */
export function violatedTable(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.table : undefined;
}

/** True when the server is gone, or is not the primary (any more): look for another at once. */
export function isLost(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined) return LOST.has(code) || LOST_SOCKET.has(code);
  return error instanceof Error && LOST_WORDS.has(error.message);
}

/** Why the server's TLS is refused, in a few words; undefined for any other error. */
export function whyUntrusted(error: unknown): string | undefined {
  const isPlain = error instanceof Error && error.message === NO_TLS;
  return isPlain ? "it offers no TLS (DATABASE_SSL_ENABLED)" : UNTRUSTED[codeOf(error) ?? ""];
}

/** True when every connection stayed in use: this process's pool, or all the server has. */
export function isCrowded(error: unknown): boolean {
  if (sqlState(error) === TOO_MANY_CONNECTIONS) return true;
  return error instanceof Error && error.message === NO_FREE_CONNECTION;
}

/** True when the database could not take it now and nothing was changed: retry later, answer 503. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof NoPrimaryError || isLost(error) || isCrowded(error);
}
