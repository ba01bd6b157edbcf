import { useInfiniteQuery } from "@tanstack/react-query";
import { api, content } from "../../api/client.ts";
import type { Usage, UsedByPod } from "../../api/client.ts";
import { usePodNames } from "../../api/pod_names.ts";
import { text } from "../../texts.ts";
import { bytes, count, usdc } from "../../ui/format.tsx";
import { Card } from "../../ui/page.tsx";
import { Empty } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";

/** What each agent used today. The first page came with the rest of the usage. */
export function UsageByPod({ first }: { first: Usage }) {
  const nameOf = usePodNames();
  const more = useInfiniteQuery({
    queryKey: ["usage", "pods", first.next_cursor ?? null],
    queryFn: ({ pageParam: cursor }) => content(api.GET("/v1/usage", { params: { query: { by: "pod", cursor } } })),
    initialPageParam: first.next_cursor ?? "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled: false,
  });
  const rows = [...(first.pods ?? []), ...(more.data?.pages.flatMap(({ pods }) => pods ?? []) ?? [])];
  const loadMore = () => {
    if (more.isFetching || !first.next_cursor) return;
    if (!more.data) void more.refetch();
    else if (more.hasNextPage) void more.fetchNextPage();
  };
  const columns: Column<UsedByPod>[] = [
    { key: "agent", head: text.usage.agent, width: "minmax(110px, 2fr)", cell: ({ pod_id }) => nameOf(pod_id) },
    { key: "requests", head: text.usage.requests, width: "minmax(70px, 1fr)", isNumber: true, cell: ({ requests }) => count(requests) },
    { key: "emails", head: text.usage.emails, width: "minmax(80px, 1fr)", isNumber: true, isExtra: true, cell: ({ emails }) => count(emails) },
    { key: "received", head: text.usage.received, width: "minmax(130px, 1fr)", isNumber: true, isExtra: true, cell: ({ inbound_messages }) => count(inbound_messages) },
    { key: "spent", head: text.usage.spent, width: "minmax(70px, 1fr)", isNumber: true, cell: ({ spent_usdc }) => usdc(spent_usdc) },
    { key: "stored", head: text.usage.stored, width: "minmax(70px, 1fr)", isNumber: true, isExtra: true, cell: ({ storage_bytes }) => bytes(storage_bytes) },
  ];
  return (
    <section class="column tight">
      <h2>{text.usage.pods}</h2>
      {rows.length === 0
        ? <Card><Empty icon="agents" title={text.usage.noPods}><p>{text.usage.noPodsHint}</p></Empty></Card>
        : <Table label={text.usage.pods} columns={columns} rows={rows} id={({ pod_id }) => pod_id} onEnd={loadMore} />}
    </section>
  );
}
