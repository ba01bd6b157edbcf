// The cache of everything that was read from the API.
import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./errors.ts";

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Requests count against the account's daily allowance; events say what changed.
      staleTime: 30_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => failures < 3 && mayRepeat(error),
      retryDelay: (failures, error) =>
        1000 * (error instanceof ApiError && error.retryAfter !== undefined ? error.retryAfter : 2 ** failures),
    },
    mutations: { retry: false, networkMode: "always" },
  },
});

/** Whether a query loads for the first time, and nothing went wrong yet. */
export const isFirstAttempt = ({ isLoading, failureCount }: { isLoading: boolean; failureCount: number }) => isLoading && failureCount === 0;

/** Waits of up to half a minute happen by themselves; longer ones are said. */
function mayRepeat(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true;
  if (error.status === 429) return error.retryAfter !== undefined && error.retryAfter <= 30;
  return error.status >= 500;
}
