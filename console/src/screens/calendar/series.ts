// Moving a repeating event: all its occurrences, as far as one of them was moved by the clock of the event's time zone.
import type { CalEvent, EventPatch } from "../../api/client.ts";
import { wallClock } from "./dates.ts";
import { movedRule } from "./recurrence.ts";

/** A clock as milliseconds. What is added to it stays the same when the clocks change. */
const clockOf = (at: Date, { timezone }: CalEvent): number => Date.parse(`${wallClock(at, timezone ?? "UTC")}Z`);
const written = (clock: number): string => new Date(clock).toISOString().slice(0, 19);

/** The new times of a series, of which an occurrence was moved; undefined if its rule names days that cannot move along. */
export function movedSeries(series: CalEvent, from: Date, start: Date, end: Date): EventPatch | undefined {
  const first = clockOf(new Date(series.start), series);
  const moved = first + clockOf(start, series) - clockOf(from, series);
  const length = clockOf(end, series) - clockOf(start, series);
  const rrule = movedRule(series.rrule ?? "", written(first), written(moved));
  return rrule === undefined ? undefined : { start: written(moved), end: written(moved + length), rrule };
}
