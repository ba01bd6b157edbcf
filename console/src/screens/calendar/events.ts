// Reading and changing events.
import { useQuery } from "@tanstack/react-query";
import { api, content, inPod } from "../../api/client.ts";
import type { CalEvent, EventPatch } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { movedSeries } from "./series.ts";

const PAGE = 100;
/** Requests count against the account's allowance; nobody can look at more at once. */
const MAX_PAGES = 10;

export interface Range {
  from: Date;
  to: Date;
}

interface Found {
  events: CalEvent[];
  isComplete: boolean;
}

const keyOf = (pod: string, { from, to }: Range) => ["calendar", pod, "events", from.toISOString(), to.toISOString()];

export function useCalendarEvents(pod: string, range: Range) {
  return useQuery({ queryKey: keyOf(pod, range), queryFn: () => read(pod, range), placeholderData: (previous: Found | undefined) => previous });
}

async function read(pod: string, { from, to }: Range): Promise<Found> {
  const events: CalEvent[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const query = { from: from.toISOString(), to: to.toISOString(), limit: PAGE, cursor };
    const reply = await content(api.GET("/v1/calendar/events", { params: { header: inPod(pod), query } }));
    events.push(...reply.events);
    cursor = reply.next_cursor ?? undefined;
    if (!cursor) return { events, isComplete: true };
  }
  return { events, isComplete: false };
}

export const refresh = (pod: string) => queries.invalidateQueries({ queryKey: ["calendar", pod] });

const place = (pod: string, id: string) => ({ path: { event_id: id }, header: inPod(pod) });

/** As created: a repeating event with its first occurrence. */
export const readEvent = (pod: string, id: string) => content(api.GET("/v1/calendar/events/{event_id}", { params: place(pod, id) }));

export const change = (pod: string, id: string, body: EventPatch) => content(api.PATCH("/v1/calendar/events/{event_id}", { params: place(pod, id), body }));

export const remove = (pod: string, id: string) => content(api.DELETE("/v1/calendar/events/{event_id}", { params: place(pod, id) }));

/** A repeating event loses one occurrence. */
export async function removeOne(pod: string, { id, exdates, recurrence_id }: CalEvent): Promise<void> {
  await change(pod, id, { exdates: [...exdates, ...(recurrence_id ? [recurrence_id] : [])] });
}

/** Moves an occurrence; of a repeating event, all of them by as much. Shown at once, and taken back if the server refuses. */
export async function move(pod: string, range: Range, event: CalEvent, start: Date, end: Date): Promise<void> {
  const key = keyOf(pod, range);
  await queries.cancelQueries({ queryKey: key });
  const before = queries.getQueryData<Found>(key);
  const isMoved = (one: CalEvent) => one.id === event.id && one.recurrence_id === event.recurrence_id;
  const moved = { ...event, start: start.toISOString(), end: end.toISOString() };
  queries.setQueryData<Found>(key, (found) => found && { ...found, events: found.events.map((one) => (isMoved(one) ? moved : one)) });
  try {
    await change(pod, event.id, await newTimes(pod, event, start, end));
  } catch (error) {
    queries.setQueryData(key, before);
    throw error;
  }
  await refresh(pod);
}

async function newTimes(pod: string, event: CalEvent, start: Date, end: Date): Promise<EventPatch> {
  if (!event.rrule) return { start: start.toISOString(), end: end.toISOString() };
  const times = movedSeries(await readEvent(pod, event.id), new Date(event.start), start, end);
  if (!times) throw new Error(text.calendar.fixedDays);
  return times;
}
