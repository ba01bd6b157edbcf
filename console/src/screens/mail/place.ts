// What the address says: which list is shown, and what is open.
import { useLocation } from "preact-iso";
import { toPod } from "../../routes.ts";

export type View = "inbox" | "all" | "sent" | "scheduled" | "held" | "filed" | "rules" | "label" | "search";

export interface Place {
  view: View;
  /** The mailbox that lists are limited to. */
  address?: string | undefined;
  label?: string | undefined;
  q?: string | undefined;
}

const VIEWS: ReadonlySet<string> = new Set(["all", "sent", "scheduled", "held", "filed", "rules"]);

/** Without anything in the address: the mailbox if there is one, else all conversations. */
export function readPlace(query: Record<string, string>, addresses: string[]): Place {
  const only = addresses.length === 1 ? addresses[0] : undefined;
  const { q, label } = query;
  const address = query["address"] || undefined;
  if (query["view"] && VIEWS.has(query["view"])) return { view: query["view"] as View, address: address ?? (query["view"] === "filed" ? addresses[0] : undefined) };
  if (q) return { view: "search", q, address };
  if (label) return { view: "label", label, address };
  if (address ?? only) return { view: "inbox", address: address ?? only };
  return { view: "all" };
}

export function hrefOf(pod: string, { view, address, label, q }: Place, open?: string): string {
  const query = new URLSearchParams();
  if (VIEWS.has(view)) query.set("view", view);
  if (address) query.set("address", address);
  if (label) query.set("label", label);
  if (q) query.set("q", q);
  const path = open ? `/mail/${encodeURIComponent(open)}` : "/mail";
  return `${toPod(pod, path)}${query.size > 0 ? `?${query}` : ""}`;
}

export function usePlace(pod: string, addresses: string[]) {
  const { query, route } = useLocation();
  const place = readPlace(query, addresses);
  return {
    place,
    go: (to: Place) => route(hrefOf(pod, to)),
    open: (id: string | undefined, isReplaced = false) => route(hrefOf(pod, place, id), isReplaced),
    search: (q: string) => route(hrefOf(pod, q ? { view: "search", q, address: query["address"] || undefined } : { view: "inbox", address: query["address"] || undefined }), true),
  };
}
