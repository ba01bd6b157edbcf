// Lists that the API answers in pages, as one list that grows.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "preact/hooks";

interface Paged {
  next_cursor?: string | null;
}

interface Options {
  enabled?: boolean;
  /** Loads all pages, one after the other: a search through the list needs them. */
  isWhole?: boolean;
  /** For long lists: what was loaded stays until it is asked for again. */
  isKept?: boolean;
}

export function usePages<P extends Paged, Row>(queryKey: unknown[], load: (cursor: string | undefined) => Promise<P>, rows: (page: P) => Row[], { enabled = true, isWhole = false, isKept = false }: Options = {}) {
  const query = useInfiniteQuery({
    queryKey,
    enabled,
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    ...(isKept && { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, refetchOnReconnect: false }),
  });
  const { hasNextPage, isFetching, isFetchNextPageError } = query;
  const more = () => void (hasNextPage && !isFetching && !isFetchNextPageError && query.fetchNextPage());
  useEffect(() => {
    if (isWhole) more();
  }, [isWhole, hasNextPage, isFetching]);
  const data = useMemo(() => query.data?.pages.flatMap(rows), [query.data]);
  return { data, error: query.error, refetch: query.refetch, more, isComplete: !hasNextPage, retryMore: isFetchNextPageError ? () => void query.fetchNextPage() : undefined };
}
