// Events as they are drawn: each occurrence of a repeating event on its own.
import type { CalEvent } from "../../api/client.ts";
import { addDays, dayFrom, rangeName, timesName, dayName } from "./dates.ts";

export interface Occurrence {
  event: CalEvent;
  /** Differs between occurrences of one event. */
  key: string;
  start: Date;
  end: Date;
  isAllDay: boolean;
}

const DAY_MS = 86_400_000;

export function occurrence(event: CalEvent): Occurrence {
  const isAllDay = event.all_day;
  const [start, end] = isAllDay ? [dayFrom(event.start), dayFrom(event.end)] : [new Date(event.start), new Date(event.end)];
  return { event, key: `${event.id} ${event.recurrence_id ?? ""}`, start, end, isAllDay };
}

/** Whether it stands above the hours. */
export const isLong = ({ isAllDay, start, end }: Occurrence): boolean => isAllDay || end.getTime() - start.getTime() >= DAY_MS;

export const isOn = ({ start, end }: Occurrence, day: Date): boolean =>
  start < addDays(day, 1) && (end > day || (end.getTime() === start.getTime() && start >= day));

export function whenName({ isAllDay, start, end }: Occurrence): string {
  if (!isAllDay) return timesName(start, end);
  const last = addDays(end, -1);
  return last <= start ? dayName(start) : rangeName(start, last);
}

export const waits = ({ event }: Occurrence): boolean => event.invitation?.status === "needs_action" && event.status !== "cancelled";

/** Only the organizer may change an event. */
export const isMovable = ({ event, isAllDay }: Occurrence): boolean => !event.invitation && !isAllDay && event.status !== "cancelled";
