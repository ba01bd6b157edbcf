// What waits for the person's decision, of the whole account: in one list, the most urgent first.
import { effect, signal } from "@preact/signals";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useEffect } from "preact/hooks";
import { api, content, HOME_POD, type AccountInvitation, type ApprovalRequest, type CalEvent, type OutgoingItem, type PendingCredential, type Pod } from "./client.ts";
import { ApiError } from "./errors.ts";
import { useEvents } from "./live.ts";
import { useCan, usePods } from "./me.ts";
import { isFirstAttempt, queries } from "./queries.ts";
import { session } from "./session.ts";

interface Common {
  id: string;
  /** Since when it waits. */
  at: string;
  expires?: string;
}

export type Waiting = Common &
  (
    | { kind: "approval"; approval: ApprovalRequest }
    | { kind: "draft"; pod: string; message: OutgoingItem }
    | { kind: "credential"; request: PendingCredential }
    | { kind: "event"; event: CalEvent }
    | { kind: "invitation"; invitation: AccountInvitation }
  );

export type Of<Kind extends Waiting["kind"]> = Extract<Waiting, { kind: Kind }>;

/** Held mail costs a request for each agent: that of so many is loaded at first. */
export const PODS_AT_FIRST = 10;
const URGENT = 3_600_000;
const MINUTE = 60_000;
const EVENTS_AHEAD = 90 * 24 * 3_600_000;
const PAGE = 100;
/** Each page is a request, which counts against the account's allowance. */
const MAX_PAGES = 10;

/** How many things wait, as far as the console has looked. */
export const waitingCount = signal(0);
/** The sources of which only the first pages were loaded. */
const cutSources = signal<ReadonlySet<string>>(new Set());
effect(() => {
  if (session.value) return;
  waitingCount.value = 0;
  cutSources.value = new Set();
});

/** A source that the person may not read has nothing for them. */
async function allowed<T>(loading: Promise<T[]>): Promise<T[]> {
  return loading.catch((error: unknown) => {
    if (error instanceof ApiError && (error.status === 403 || error.status === 404)) return [];
    throw error;
  });
}

interface Paged {
  next_cursor?: string | null;
}

/** All pages of a source, up to {@link MAX_PAGES}. */
async function allPages<Page extends Paged>(source: string, load: (query: { limit: number; cursor?: string }) => Promise<Page>): Promise<Page[]> {
  const pages = [await load({ limit: PAGE })];
  let cursor = pages[0]?.next_cursor;
  for (; cursor && pages.length < MAX_PAGES; cursor = pages.at(-1)?.next_cursor) pages.push(await load({ limit: PAGE, cursor }));
  const others = [...cutSources.peek()].filter((one) => one !== source);
  cutSources.value = new Set(cursor ? [...others, source] : others);
  return pages;
}

const loadApprovals = () =>
  allowed(
    allPages("approvals", (query) => content(api.GET("/v1/approvals", { params: { query: { status: "pending", ...query } } }))).then((pages) =>
      pages.flatMap(({ approvals }) => approvals.map(ofApproval)),
    ),
  );

const loadCredentials = () => allowed(content(api.GET("/v1/credentials/requests")).then(({ requests }) => requests.map(ofCredential)));

const loadInvitations = () => allowed(content(api.GET("/v1/invitations")).then(({ invitations }) => invitations.map(ofInvitation)));

const loadDrafts = (pod: string) =>
  allowed(
    allPages(`drafts ${pod}`, (query) => content(api.GET("/v1/pods/{pod_id}/drafts", { params: { path: { pod_id: pod }, query } }))).then((pages) =>
      pages.flatMap(({ messages }) => messages.map((message): Of<"draft"> => ({ kind: "draft", id: message.id, at: message.queued_at, pod, message }))),
    ),
  );

async function loadEvents(): Promise<Of<"event">[]> {
  const from = new Date();
  const to = new Date(from.getTime() + EVENTS_AHEAD);
  const period = { from: from.toISOString(), to: to.toISOString() };
  const pages = await allPages("events", (query) => content(api.GET("/v1/calendar/events", { params: { query: { ...period, ...query } } })));
  const unanswered = pages.flatMap(({ events }) => events).filter(({ invitation, status }) => invitation?.status === "needs_action" && status !== "cancelled");
  // Of a repeating event, the first occurrence stands for all.
  const once = [...new Map(unanswered.toReversed().map((event) => [event.id, event])).values()];
  return once.map((event) => ({ kind: "event", id: event.id, at: event.created_at, expires: event.start, event }));
}

export const ofApproval = (approval: ApprovalRequest): Of<"approval"> => ({ kind: "approval", id: approval.id, at: approval.created_at, expires: approval.expires_at, approval });

export const ofCredential = (request: PendingCredential): Of<"credential"> => ({ kind: "credential", id: request.user_code, at: request.requested_at, expires: request.expires_at, request });

const ofInvitation = (invitation: AccountInvitation): Of<"invitation"> => ({ kind: "invitation", id: invitation.id, at: invitation.created_at, expires: invitation.expires_at, invitation });

/** Invitations wait for somebody else, so they are last; what expires within the hour is first; then the newest. */
function byUrgency(a: Waiting, b: Waiting): number {
  const rank = (one: Waiting) => {
    if (one.kind === "invitation") return 2;
    return one.kind !== "event" && one.expires && Date.parse(one.expires) - Date.now() < URGENT ? 0 : 1;
  };
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  return rank(a) === 0 ? Date.parse(a.expires ?? a.at) - Date.parse(b.expires ?? b.at) : Date.parse(b.at) - Date.parse(a.at);
}

/** The pods whose held mail is looked at. `isCut` if there are more of them than the console knows. */
export function usePodsWithDrafts(limit: number): { shown: Pod[]; hidden: number; isCut: boolean } {
  const can = useCan();
  const known = usePods().data;
  if (!can("mail:review")) return { shown: [], hidden: 0, isCut: false };
  const active = (known?.pods ?? []).filter(({ status }) => status === "active");
  return { shown: active.slice(0, limit), hidden: Math.max(0, active.length - limit), isCut: known?.has_more ?? false };
}

/** Everything that waits. `isBrief` loads what costs one request only, and shows what else is known. */
export function useWaiting({ isBrief = false, pods }: { isBrief?: boolean; pods: Pod[] }) {
  const can = useCan();
  const isIn = session.value !== undefined;
  const source = <T extends Waiting>(name: string, permission: string, load: () => Promise<T[]>, isEnabled = true) => ({
    queryKey: ["waiting", name],
    queryFn: load as () => Promise<Waiting[]>,
    enabled: isIn && can(permission) && isEnabled,
  });
  const drafts = useQueries({ queries: pods.map(({ id }) => source(`drafts ${id}`, "mail:review", () => loadDrafts(id), !isBrief)) });
  const others = [
    useQuery(source("approvals", "budget:manage", loadApprovals)),
    // They expire in five minutes, and no event tells of them.
    useQuery({ ...source("credentials", "credentials:decide", loadCredentials), refetchInterval: isBrief ? false : MINUTE }),
    useQuery(source("events", "calendar:write", () => allowed(loadEvents()), !isBrief)),
    useQuery(source("invitations", "members:read", loadInvitations, !isBrief)),
  ];
  const all = [...drafts, ...others];
  return {
    items: all.flatMap(({ data }) => data ?? []).sort(byUrgency),
    isLoading: all.some(isFirstAttempt),
    failed: all.filter(({ error }) => error !== null),
    isCut: cutSources.value.size > 0,
  };
}

/** Keeps {@link waitingCount}, and what waits, as the account's own pod tells of it. */
export function useWaitingCount(): void {
  useEvents(HOME_POD, ({ type }) => {
    if (type.startsWith("approval.")) void refreshWaiting("approvals");
    if (type === "email.received") void refreshWaiting("events");
  });
  const { items } = useWaiting({ isBrief: true, pods: usePodsWithDrafts(100).shown });
  const count = items.filter(({ kind }) => kind !== "invitation").length;
  useEffect(() => {
    waitingCount.value = count;
  }, [count]);
}

/** Forgets what was decided, at once. */
export function forgetWaiting(ids: Iterable<string>): void {
  const gone = new Set(ids);
  queries.setQueriesData<Waiting[]>({ queryKey: ["waiting"] }, (known) => known?.filter(({ id }) => !gone.has(id)));
}

export const refreshWaiting = (name?: string) => queries.invalidateQueries({ queryKey: name ? ["waiting", name] : ["waiting"] });

/** The pod of an approval or a request, as addresses of the console name it. */
export const podInAddress = (id: string) => (id.startsWith("acc_") ? HOME_POD : id);
