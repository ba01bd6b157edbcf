// The entries of the audit log, as the API gives them, newest first.
import { api, content, inPod, type AuditEntry, type AuditPage } from "../../api/client.ts";
import { text } from "../../texts.ts";

export const PAGE_SIZE = 100;

export function loadEntries(pod: string, cursor: string | undefined, action: string): Promise<AuditPage> {
  return content(api.GET("/v1/audit", { params: { header: inPod(pod), query: { limit: PAGE_SIZE, cursor, ...(action && { action }) } } }));
}

/** What the person chose to see. */
export interface Filter {
  action: string;
  actor: string;
  /** Days, such as 2026-04-01; empty: no bound. */
  from: string;
  until: string;
}

export const NO_FILTER: Filter = { action: "", actor: "", from: "", until: "" };

/** Who did it: a person, or a key by its first characters. */
export const actorOf = ({ member_id, key_prefix }: AuditEntry): string => member_id ?? key_prefix ?? "";

export const nameOfActor = (actor: string, people: Map<string, string>): string => people.get(actor) ?? (actor === "" ? text.audit.itself : actor.startsWith("mem_") ? actor : `${actor}…`);

/** The API filters by action; the rest is chosen here. */
export function chooses({ actor, from, until }: Filter): (entry: AuditEntry) => boolean {
  const first = from ? new Date(`${from}T00:00:00`).getTime() : Number.NEGATIVE_INFINITY;
  const last = until ? new Date(`${until}T23:59:59.999`).getTime() : Number.POSITIVE_INFINITY;
  return (entry) => {
    const at = Date.parse(entry.created_at);
    return at >= first && at <= last && (actor === "" || actorOf(entry) === actor);
  };
}

/** Entries before the first day do not have to be loaded: the list begins with the newest. */
export function reaches({ from }: Filter, oldest: AuditEntry | undefined): boolean {
  return from !== "" && oldest !== undefined && Date.parse(oldest.created_at) < new Date(`${from}T00:00:00`).getTime();
}
