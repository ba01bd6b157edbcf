// An event, as all views show it.
import { text } from "../../texts.ts";
import { timeName } from "./dates.ts";
import { whenName, waits, type Occurrence } from "./occurrence.ts";
import styles from "./calendar.module.css";

/** The classes of an event's state. */
export function looks({ event }: Occurrence): string {
  const answer = event.invitation?.status;
  const names = [
    "event",
    answer === "needs_action" && "waits",
    answer === "declined" && "declined",
    (answer === "tentative" || event.status === "tentative") && "tentative",
    event.status === "cancelled" && "cancelled",
    event.transparency === "transparent" && "free",
  ];
  return names.flatMap((name) => (name ? (styles[name] ?? []) : [])).join(" ");
}

/** Everything that the colours and the place say, for screen readers. */
export function spoken(occurrence: Occurrence): string {
  const { event } = occurrence;
  const state = event.status === "cancelled" ? text.calendar.cancelled
    : waits(occurrence) ? text.calendar.waits
    : event.invitation?.status === "declined" ? text.calendar.declined
    : event.invitation?.status === "tentative" ? text.calendar.unsure : "";
  return [event.summary || text.calendar.untitled, whenName(occurrence), event.location, state].filter(Boolean).join(", ");
}

export function Chip({ occurrence, hasTime, onOpen }: { occurrence: Occurrence; hasTime: boolean; onOpen: (occurrence: Occurrence) => void }) {
  return (
    <button type="button" class={`${looks(occurrence)} ${styles["chip"]}`} onClick={() => onOpen(occurrence)}>
      <span class="visually-hidden">{spoken(occurrence)}</span>
      {hasTime && !occurrence.isAllDay && <span aria-hidden="true" class={styles["time"]}>{timeName(occurrence.start)}</span>}
      {waits(occurrence) && <strong aria-hidden="true">?</strong>}
      <span aria-hidden="true" class="truncate">{occurrence.event.summary || text.calendar.untitled}</span>
    </button>
  );
}
