// What somebody typed about an event, and what is sent of it.
import type { CalEvent, NewEvent } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { addDays, dayFrom, dayText, HOME_ZONE, wallClock } from "./dates.ts";
import { NO_REPETITION, repetitionOf, ruleOf, type Repetition } from "./recurrence.ts";

export interface Typed {
  summary: string;
  isAllDay: boolean;
  startDay: string;
  startTime: string;
  endDay: string;
  endTime: string;
  timezone: string;
  repetition: Repetition;
  location: string;
  description: string;
  guests: string;
  isInviting: boolean;
  reminders: string;
  isBusy: boolean;
}

export function typedNew(start: Date, end: Date, isAllDay: boolean): Typed {
  const times = { startTime: isAllDay ? "09:00" : wallClock(start, HOME_ZONE).slice(11), endTime: isAllDay ? "10:00" : wallClock(end, HOME_ZONE).slice(11) };
  const endDay = dayText(isAllDay ? addDays(end, -1) : end);
  return { summary: "", isAllDay, startDay: dayText(start), endDay, ...times, timezone: HOME_ZONE, repetition: NO_REPETITION, location: "", description: "", guests: "", isInviting: false, reminders: "", isBusy: true };
}

export function typedFrom(event: CalEvent): Typed {
  const timezone = event.timezone ?? HOME_ZONE;
  const [start, end] = event.all_day ? [`${event.start.slice(0, 10)}T09:00`, `${dayText(addDays(dayFrom(event.end), -1))}T10:00`] : [wallClock(new Date(event.start), timezone), wallClock(new Date(event.end), timezone)];
  return {
    summary: event.summary,
    isAllDay: event.all_day,
    startDay: start.slice(0, 10),
    startTime: start.slice(11),
    endDay: end.slice(0, 10),
    endTime: end.slice(11),
    timezone,
    repetition: repetitionOf(event.rrule, start),
    location: event.location ?? "",
    description: event.description ?? "",
    guests: event.attendees.join(", "),
    isInviting: event.invite,
    reminders: event.reminders.join(", "),
    isBusy: event.transparency === "opaque",
  };
}

const listed = (typed: string) => typed.split(/[\s,;]+/).filter(Boolean);

export interface Wrong {
  summary?: string | undefined;
  end?: string | undefined;
  guests?: string | undefined;
  reminders?: string | undefined;
}

export function wrongIn(typed: Typed): Wrong {
  const [start, end] = typed.isAllDay ? [typed.startDay, `${typed.endDay}~`] : [`${typed.startDay}T${typed.startTime}`, `${typed.endDay}T${typed.endTime}`];
  const guest = listed(typed.guests).find((address) => !/^[^@]+@[^@]+$/.test(address));
  return {
    summary: typed.summary.trim() ? undefined : text.calendar.wrongSummary,
    end: start < end ? undefined : text.calendar.wrongEnd,
    guests: guest && text.calendar.wrongGuests(guest),
    reminders: listed(typed.reminders).every((minutes) => /^\d{1,5}$/.test(minutes)) ? undefined : text.calendar.wrongReminders,
  };
}

export const remindersOf = ({ reminders }: Typed): number[] => listed(reminders).map(Number);

/** Times are those of the chosen zone, so they are sent without an offset. */
export function eventFrom(typed: Typed): NewEvent {
  const { isAllDay, startDay, startTime, endDay, endTime } = typed;
  const times = isAllDay
    ? { start: startDay, end: dayText(addDays(dayFrom(endDay), 1)), timezone: null }
    : { start: `${startDay}T${startTime}:00`, end: `${endDay}T${endTime}:00`, timezone: typed.timezone };
  const attendees = listed(typed.guests);
  return {
    ...times,
    summary: typed.summary.trim(),
    all_day: isAllDay,
    rrule: ruleOf(typed.repetition, startDay, isAllDay) ?? null,
    location: typed.location.trim() || null,
    description: typed.description.trim() || null,
    attendees,
    invite: typed.isInviting && attendees.length > 0,
    reminders: remindersOf(typed),
    transparency: typed.isBusy ? "opaque" : "transparent",
  };
}
