import { QueryClient } from "@tanstack/react-query";
import { statusOf } from "./http.ts";

/**
 * Every read of a person leaves an audit event, so nothing is read again behind the reader's back
 * (no refetch on focus), and an answer of the API is final: only a lost connection and a 503 are
 * tried again.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && isPassing(error),
      },
      mutations: { retry: false },
    },
  });
}

function isPassing(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined || status === 503;
}
