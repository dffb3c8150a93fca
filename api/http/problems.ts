/** On every answer while there is no primary, so that pages can say so. */
export const DATABASE_HEADER = "X-Database";
export const READ_ONLY = "read-only";

/** An answer that is an error, thrown anywhere and rendered in one place (error-handler.ts). */
export class ProblemError extends Error {
  readonly status: number;
  readonly title: string;
  readonly errors: Readonly<Record<string, string>> | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** A policy said no to somebody who is known: it leaves a `refused` event. */
  readonly isRefusal: boolean;

  constructor(
    status: number,
    title: string,
    detail: string,
    extra: {
      errors?: Record<string, string>;
      headers?: Record<string, string>;
      isRefusal?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(detail, { cause: extra.cause });
    this.status = status;
    this.title = title;
    this.errors = extra.errors;
    this.headers = extra.headers ?? {};
    this.isRefusal = extra.isRefusal ?? false;
  }
}

export const wrongInput = (detail: string, errors?: Record<string, string>) =>
  new ProblemError(400, "Wrong input", detail, errors === undefined ? {} : { errors });

export const tooDeep = (rows: number) =>
  wrongInput(
    `range starts too deep in the list: at most ${rows} rows behind the start, or behind a page you have seen. Page on from there, or refine the filter.`,
  );

export const notSignedIn = (detail = "Sign in first.") =>
  new ProblemError(401, "Not signed in", detail, {
    headers: { "WWW-Authenticate": 'Bearer realm="futuresync"' },
  });

/** RFC 9470, section 3. */
export const signInAgain = (maxAgeSeconds: number) => {
  const detail = `This asks for a sign-in within the last ${maxAgeSeconds / 60} minutes: sign in again, and repeat it with the new token.`;
  return new ProblemError(401, "Sign in again", detail, {
    isRefusal: true,
    headers: {
      "WWW-Authenticate": `Bearer realm="futuresync", error="insufficient_user_authentication", error_description="A more recent sign-in is needed", max_age="${maxAgeSeconds}"`,
    },
  });
};

export const notAllowed = (detail: string, cause?: unknown) =>
  new ProblemError(403, "Not allowed", detail, { isRefusal: true, cause });

/** No role may do it by this way; the detail says by which. */
export const otherWay = (detail: string) =>
  new ProblemError(409, "Conflict", detail, { isRefusal: true });

export const notFound = (detail: string) => new ProblemError(404, "Not found", detail);

export const methodNotAllowed = (allowed: readonly string[]) =>
  new ProblemError(405, "Method not allowed", `This address takes ${allowed.join(", ")}.`, {
    headers: { Allow: allowed.join(", ") },
  });

export const conflict = (detail: string) => new ProblemError(409, "Conflict", detail);

export const staleVersion = () =>
  new ProblemError(
    412,
    "Changed meanwhile",
    "Someone else changed this record since it was loaded. Load it again and repeat the change.",
  );

export const tooLarge = (limit: string) =>
  new ProblemError(413, "Too large", `The body may hold at most ${limit}.`);

export const wrongMediaType = (detail: string) =>
  new ProblemError(415, "Wrong content type", detail);

export const versionRequired = () =>
  new ProblemError(
    428,
    "If-Match is required",
    "Send the ETag of the record you changed as If-Match, so that nobody's change is lost.",
  );

/** `isFirst`: of this window. The others leave no event, or whoever tries could fill the trail. */
export const tooMany = (retryAfterSeconds: number, isFirst: boolean) =>
  new ProblemError(
    429,
    "Too many attempts",
    `Too many attempts. Try again in ${retryAfterSeconds} seconds.`,
    { headers: { "Retry-After": String(retryAfterSeconds) }, isRefusal: isFirst },
  );

export const unavailable = (cause?: unknown) =>
  new ProblemError(
    503,
    "Database not available",
    "The database cannot be reached right now; nothing was changed. Try again in a few seconds.",
    { headers: { "Retry-After": "5" }, cause },
  );

/** A standby answers and the primary is away, or the server refuses writes. */
export const readOnly = (cause?: unknown) =>
  new ProblemError(
    503,
    "Read only",
    "Read only: the primary database is away. Nothing was changed; changes and personal pages come back with it.",
    { headers: { "Retry-After": "5", [DATABASE_HEADER]: READ_ONLY }, cause },
  );

export const crowded = (cause: unknown) =>
  new ProblemError(
    503,
    "Too busy",
    "All database connections are in use; nothing was changed. Try again in a few seconds.",
    { headers: { "Retry-After": "5" }, cause },
  );

/** Without Retry-After: what repeats by itself would do it twice. */
export const outcomeUnknown = (cause: unknown) =>
  new ProblemError(
    503,
    "Outcome unknown",
    "The database was lost while this was being saved, and whether it was saved is not known. Look before you repeat it.",
    { cause },
  );

export const unexpected = (cause: unknown) =>
  new ProblemError(
    500,
    "Unexpected error",
    "Something went wrong on our side. The request id leads to it in the logs.",
    { cause },
  );
