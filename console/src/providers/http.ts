import { fetchUtils } from "react-admin";
import { createReadOnlyState } from "./read-only.ts";

export const API = "/api";

export const readOnlyState = createReadOnlyState();

/**
 * Sends a request with the session cookie and answers `{headers, json}`. What is not 2xx is thrown
 * as react-admin's HttpError: `status`, `message`, and the problem+json as `body`.
 */
export const request: typeof fetchUtils.fetchJson = async (url, options) => {
  try {
    const response = await fetchUtils.fetchJson(url, options);
    readOnlyState.note(response.headers);
    return response;
  } catch (error) {
    // A refusal comes without its headers.
    if (statusOf(error) === 503) askForDatabase();
    throw error;
  }
};
export type Request = typeof request;

/** Asks how the database is, for the header of the answer. */
export function askForDatabase(): void {
  fetchUtils.fetchJson(`${API}/db/health`).then(
    ({ headers }) => readOnlyState.note(headers),
    // Nobody answers: whoever asks for something is told so.
    () => undefined,
  );
}

/** The HTTP status of a refused request, else undefined (network down, a fault of our own). */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && "status" in error && typeof error.status === "number"
    ? error.status
    : undefined;
}
