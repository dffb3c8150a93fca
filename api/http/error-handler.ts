import type { ErrorRequestHandler, Response } from "express";
import type { Problem } from "../contracts/problem.ts";
import { PageTooDeepError } from "../../sql/database/list.ts";
import {
  NoPrimaryError,
  OutcomeUnknownError,
  isCrowded,
  isUnavailable,
  sqlState,
  violatedConstraint,
  violatedTable,
} from "../../sql/database/errors.ts";
import {
  ProblemError,
  conflict,
  crowded,
  notAllowed,
  outcomeUnknown,
  readOnly,
  tooDeep,
  tooLarge,
  unavailable,
  unexpected,
  wrongInput,
  wrongMediaType,
} from "./problems.ts";
import { BODY_LIMIT } from "./body.ts";
import { requestIdOf } from "./request-id.ts";

/** What body-parser and Express's router put on their errors. */
function httpType(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("type" in error && typeof error.type === "string") return error.type;
  // What zlib throws at a body that is no gzip (body-parser passes it on with a status).
  if ("status" in error && error.status === 400 && "code" in error) return "encoding.broken";
  // The router throws these for an address with a broken percent escape.
  return error instanceof URIError ? "uri" : undefined;
}

const BY_HTTP_TYPE: Readonly<Record<string, () => ProblemError>> = {
  uri: () => wrongInput("The address holds a broken percent escape."),
  "entity.parse.failed": () => wrongInput("The body is not valid JSON."),
  "entity.too.large": () => tooLarge(BODY_LIMIT),
  "encoding.unsupported": () => wrongMediaType("This content encoding is not supported."),
  "encoding.broken": () => wrongInput("The body is not compressed as Content-Encoding says."),
  "charset.unsupported": () => wrongMediaType("JSON travels as UTF-8."),
  "request.size.invalid": () => wrongInput("The body is not as long as Content-Length says."),
  "request.aborted": () => wrongInput("The body ended early."),
};

/** Rules of the database that depend on other rows: not the form is wrong, the moment is. */
const RULES: Readonly<Record<string, string>> = {
  organization_members_fit: "The organization has no room for another member.",
  organization_keeps_owner:
    "The organization would be left without an owner: name another one first.",
  organization_invitations_open_key:
    "This address has an open invitation already: revoke it before you invite again.",
  teams_organization_id_name_key: "The organization has a team of this name already.",
  audit_exports_open_key:
    "An export of yours is under way already: it can be one at a time, since one may hold the whole trail.",
  gdpr_requests_transition: "The request has moved on meanwhile.",
};

/**
 * Errors raised by PostgreSQL (manual, appendix A). Input is checked before it gets there; what the
 * database still refuses is the caller's fault only in the classes below, everything else is ours.
 */
function fromSqlState(error: unknown): ProblemError | undefined {
  const state = sqlState(error);
  if (state === undefined) return undefined;
  if (state === "42501") return notAllowed("Your role may not do this.", error);
  // An event that cannot be written (no partition of this month): nothing was shown, nothing was changed.
  if (/^audit_log(_|$)/.test(violatedTable(error) ?? "")) return unavailable(error);
  const rule = violatedConstraint(error);
  if (rule !== undefined && rule in RULES) return conflict(RULES[rule] ?? "");
  if (state === "23505") return conflict("Such a record exists already.");
  if (state === "23503") return conflict("A record named here does not exist, or is still in use.");
  if (state === "23514" || state === "23502") {
    const constraint = violatedConstraint(error);
    return wrongInput(
      constraint === undefined
        ? "A value breaks a rule."
        : `A value breaks the rule ${constraint}.`,
    );
  }
  // Data exceptions: out of range, bad characters, bad dates.
  if (state.startsWith("22")) return wrongInput("A value has a form that cannot be stored.");
  // Insufficient resources (a full disk, no memory), errors of the system (I/O): nothing was changed.
  if (/^5[38]/.test(state)) return unavailable(error);
  // Serialization failure, deadlock, lock not available, statement timeout: nothing was changed.
  if (["40001", "40P01", "55P03", "57014"].includes(state)) return unavailable(error);
  return undefined;
}

function isReadOnly(error: unknown): boolean {
  // 25006, read_only_sql_transaction: the server has become a standby a moment ago.
  return sqlState(error) === "25006" || (error instanceof NoPrimaryError && error.readable);
}

export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof OutcomeUnknownError) return outcomeUnknown(error);
  if (isReadOnly(error)) return readOnly(error);
  if (isCrowded(error)) return crowded(error);
  if (isUnavailable(error)) return unavailable(error);
  if (error instanceof PageTooDeepError) return tooDeep(error.offsetLimit);
  const type = httpType(error);
  const known = type === undefined ? undefined : BY_HTTP_TYPE[type];
  return known?.() ?? fromSqlState(error) ?? unexpected(error);
}

function renderProblem(res: Response, error: ProblemError): void {
  const body: Problem = {
    type: "about:blank",
    title: error.title,
    status: error.status,
    detail: error.message,
    instance: requestIdOf(res.req),
    message: error.message,
    ...(error.errors !== undefined && { errors: { ...error.errors } }),
  };
  // Express would append `; charset=utf-8`, a parameter that application/problem+json does not have.
  res
    .status(error.status)
    .set(error.headers)
    .set("Cache-Control", "no-store")
    .setHeader("Content-Type", "application/problem+json");
  res.end(JSON.stringify(body));
}

/** ERROR in the log means that someone must act: only the unexpected is one. */
export const errorHandler: ErrorRequestHandler = (error, req, res, _next) => {
  const found = toProblem(error);
  if (found.status === 500) req.log.error({ error: found.cause }, "unexpected error");
  if (found.status === 503) req.log.warn({ error: found.cause }, found.title);
  if (res.headersSent) {
    // A download that broke half-way: the connection must not look complete.
    res.destroy();
    return;
  }
  renderProblem(res, found);
};
