// Where events of a day stand: those at the same time stand side by side.
import { addDays, minutesBetween } from "./dates.ts";
import type { Occurrence } from "./occurrence.ts";

/** The height of an hour. */
export const HOUR_PIXELS = 48;
const DAY_MINUTES = 1440;
/** A shorter event would not be readable, or not be hit by a finger. */
const LEAST_MINUTES = 25;

export interface Placed {
  occurrence: Occurrence;
  /** In minutes of the day. */
  top: number;
  height: number;
  /** From the left, of so many columns. */
  column: number;
  columns: number;
}

export function placed(occurrences: Occurrence[], day: Date): Placed[] {
  const inDay = occurrences.map((occurrence) => within(occurrence, day)).sort((one, other) => one.top - other.top || other.height - one.height);
  const done: Placed[] = [];
  let group: Placed[] = [];
  let groupEnd = -1;
  const finish = () => {
    const columns = Math.max(0, ...group.map(({ column }) => column)) + 1;
    done.push(...group.map((one) => ({ ...one, columns })));
    group = [];
  };
  for (const one of inDay) {
    if (one.top >= groupEnd) finish();
    one.column = freeColumn(group, one.top);
    group.push(one);
    groupEnd = Math.max(groupEnd, one.top + one.height);
  }
  finish();
  return done;
}

function freeColumn(group: Placed[], top: number): number {
  const taken = new Set(group.filter((other) => other.top + other.height > top).map(({ column }) => column));
  let column = 0;
  while (taken.has(column)) column++;
  return column;
}

function within(occurrence: Occurrence, day: Date): Placed {
  const minutes = (at: Date) => Math.min(DAY_MINUTES, Math.max(0, minutesBetween(day, at)));
  const top = Math.min(minutes(occurrence.start), DAY_MINUTES - LEAST_MINUTES);
  const end = occurrence.end >= addDays(day, 1) ? DAY_MINUTES : minutes(occurrence.end);
  return { occurrence, top, height: Math.max(LEAST_MINUTES, end - top), column: 0, columns: 1 };
}
