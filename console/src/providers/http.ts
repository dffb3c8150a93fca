import { fetchUtils } from "react-admin";

export const API = "/api";

/**
 * Sends a request with the session cookie and answers `{headers, json}`. What is not 2xx is thrown
 * as react-admin's HttpError: `status`, `message`, and the problem+json as `body`.
 */
export const request = fetchUtils.fetchJson;
export type Request = typeof request;

/** The HTTP status of a refused request, else undefined (network down, a fault of our own). */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && "status" in error && typeof error.status === "number"
    ? error.status
    : undefined;
}
