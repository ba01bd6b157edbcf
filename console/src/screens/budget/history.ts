// The ledger, page by page, the newest first.
import { useInfiniteQuery } from "@tanstack/react-query";
import { api, content } from "../../api/client.ts";
import type { SpendingHistory } from "../../api/client.ts";

const PAGE = 200;

export const readPage = (pod: string, before: string | undefined): Promise<SpendingHistory> =>
  content(api.GET("/v1/budget/history", { params: { query: { limit: PAGE, before, pod_id: pod || undefined } } }));

/** What is loaded of the ledger of the account, or of a pod. */
export function useLedger(pod: string) {
  return useInfiniteQuery({
    queryKey: ["budget", "ledger", pod],
    queryFn: ({ pageParam }) => readPage(pod, pageParam || undefined),
    initialPageParam: "",
    getNextPageParam: ({ pagination }) => pagination.next_before ?? undefined,
  });
}

export type LedgerQuery = ReturnType<typeof useLedger>;

export const entriesOf = ({ data }: LedgerQuery) => data?.pages.flatMap(({ entries }) => entries) ?? [];
