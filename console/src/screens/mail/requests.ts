// Reading mail: the queries of the screen. Their keys begin with `mail` and the pod, so that an event makes all load again.
import { useInfiniteQuery, useQuery, type InfiniteData } from "@tanstack/react-query";
import { useEffect } from "preact/hooks";
import { api, content, inPod, type EmailMessage, type FullThread } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { conditionsOf } from "./operators.ts";
import type { Place } from "./place.ts";
import { byConversation, ofFound, ofReceived, ofSent, ofThread, type Row } from "./rows.ts";

const PAGE = 50;
/** Pages without anything to show, such as those of archived messages, are passed over up to this number. */
const MAX_PASSED = 6;
const SCREENFUL = 15;
const STATUS = { scheduled: "scheduled", held: "pending_review" } as const;

interface ListPage {
  rows: Row[];
  next: string | null;
  /** False while the search does not know all mail. */
  isComplete?: boolean;
}

interface PageOf {
  next_cursor?: string | null;
}

const page = ({ next_cursor }: PageOf, rows: Row[]): ListPage => ({ rows, next: next_cursor ?? null });

async function fetchPage(pod: string, { view, address, label, q }: Place, cursor: string | undefined, signal: AbortSignal): Promise<ListPage> {
  const header = inPod(pod);
  const paged = { limit: PAGE, ...(cursor && { cursor }) };
  const mailbox = address ? { address } : {};
  switch (view) {
    case "inbox":
    case "filed": {
      const blocked = view === "filed";
      const found = await content(api.GET("/v1/email/inbox", { signal, params: { header, query: { ...paged, address: address ?? "", ...(blocked && { blocked }) } } }));
      // The API lists archived messages too.
      return page(found, found.messages.filter(({ archived }) => blocked || !archived).map((message) => (blocked ? ofReceived(message, message.id) : ofReceived(message))));
    }
    case "sent":
    case "scheduled":
    case "held": {
      const status = view === "sent" ? undefined : STATUS[view];
      const found = await content(api.GET("/v1/email/outbox", { signal, params: { header, query: { ...paged, ...(status && { status }) } } }));
      return page(found, found.messages.map((message) => ofSent(message)));
    }
    case "label":
    case "search": {
      const conditions = view === "label" ? { label } : conditionsOf(q ?? "");
      if (Object.keys(conditions).length === 0) return { rows: [], next: null };
      const found = await content(api.GET("/v1/email/search", { signal, params: { header, query: { ...paged, ...mailbox, ...conditions } } }));
      return { ...page(found, found.messages.map(ofFound)), isComplete: found.complete };
    }
    default: {
      const found = await content(api.GET("/v1/email/threads", { signal, params: { header, query: { ...paged, ...mailbox } } }));
      return page(found, found.threads.map(ofThread));
    }
  }
}

/** The list of a place, of which more loads as somebody scrolls. */
export function useList(pod: string, place: Place) {
  const query = useInfiniteQuery({
    queryKey: ["mail", pod, "list", place],
    queryFn: ({ pageParam, signal }) => fetchPage(pod, place, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    enabled: place.view !== "rules",
  });
  const pages = query.data?.pages ?? [];
  const found = pages.flatMap((one) => one.rows);
  const rows = place.view === "inbox" || place.view === "label" ? byConversation(found) : found;
  const wantsMore = query.hasNextPage && !query.isFetching && !query.error && rows.length < SCREENFUL && pages.length < MAX_PASSED;
  useEffect(() => void (wantsMore && query.fetchNextPage()), [wantsMore]);
  return { query, rows, isStuck: query.hasNextPage && !query.isFetching && pages.length > 0 && (pages.at(-1)?.rows.length === 0 || rows.length < SCREENFUL) };
}

/** Changes the lines that are shown before the server answers. */
export function changeRows(pod: string, change: (row: Row) => Row | undefined, isIn: (place: Place) => boolean = () => true): void {
  queries.setQueriesData<InfiniteData<ListPage>>({ queryKey: ["mail", pod, "list"], predicate: ({ queryKey }) => isIn(queryKey[3] as Place) }, (data) =>
    data && { ...data, pages: data.pages.map((one) => ({ ...one, rows: one.rows.map(change).filter((row) => row !== undefined) })) });
}

export const reload = (pod: string) => queries.invalidateQueries({ queryKey: ["mail", pod] });

export function useLabels(pod: string) {
  return useQuery({
    queryKey: ["mail", pod, "labels"],
    queryFn: () => content(api.GET("/v1/email/labels", { params: { header: inPod(pod) } })),
  });
}

const threadPage = (pod: string, id: string, cursor?: string) =>
  content(api.GET("/v1/email/threads/{id}", { params: { path: { id }, header: inPod(pod), query: { limit: 100, ...(cursor && { cursor }) } } }));

/** A conversation with all its messages: the newest come last. */
export function useThread(pod: string, id: string) {
  const query = useInfiniteQuery({
    queryKey: ["mail", pod, "thread", id],
    queryFn: ({ pageParam }) => threadPage(pod, id, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  });
  const wantsMore = query.hasNextPage && !query.isFetching && !query.error;
  useEffect(() => void (wantsMore && query.fetchNextPage()), [wantsMore]);
  return query;
}

/** All messages of a conversation. */
export async function fetchThread(pod: string, id: string): Promise<FullThread["messages"]> {
  const messages: FullThread["messages"] = [];
  let cursor: string | undefined;
  do {
    const found = await threadPage(pod, id, cursor);
    messages.push(...found.messages);
    cursor = found.next_cursor ?? undefined;
  } while (cursor);
  return messages;
}

/** What names a received message: its id and its mailbox. */
export type MessageRef = Pick<EmailMessage, "id" | "to">;

/** The mailbox of a message: the recipient without the tag that the sender added. */
export const mailboxOf = ({ to }: Pick<EmailMessage, "to">): string => to.replace(/\+[^@]*@/, "@");

/** A received message with its text. Reading it marks it as read. */
export function useMessage(pod: string, message: MessageRef, isShown = true) {
  const { id } = message;
  return useQuery({
    queryKey: ["mail-message", pod, id],
    queryFn: () => content(api.GET("/v1/email/messages/{id}", { params: { path: { id }, header: inPod(pod), query: { address: mailboxOf(message) } } })),
    // A message does not change; what was read once counts once against the allowance.
    staleTime: Number.POSITIVE_INFINITY,
    enabled: isShown,
  });
}

export function useSentMessage(pod: string, id: string, isShown = true) {
  return useQuery({
    queryKey: ["mail", pod, "sent", id],
    queryFn: () => content(api.GET("/v1/email/outbox/{id}", { params: { path: { id }, header: inPod(pod) } })),
    enabled: isShown,
  });
}

/** The bytes of a file of a message. */
export async function fetchFile(pod: string, message: MessageRef, index: number): Promise<Blob> {
  const path = { id: message.id, index };
  const params = { path, header: inPod(pod), query: { address: mailboxOf(message) } };
  return (await content(api.GET("/v1/email/messages/{id}/attachments/{index}", { params, parseAs: "blob" }))) as unknown as Blob;
}

/** The message as it arrived. */
export async function fetchRaw(pod: string, message: MessageRef): Promise<Blob> {
  const params = { path: { id: message.id }, header: inPod(pod), query: { address: mailboxOf(message) } };
  return (await content(api.GET("/v1/email/messages/{id}/raw", { params, parseAs: "blob" }))) as unknown as Blob;
}
