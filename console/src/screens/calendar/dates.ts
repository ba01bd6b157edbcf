// Days and times as this browser's time zone has them.
export const HOME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const MINUTE = 60_000;

export const startOfDay = (at: Date): Date => new Date(at.getFullYear(), at.getMonth(), at.getDate());
/** The same time of day, some days later: also when the clocks change. */
export const addDays = (at: Date, days: number): Date => new Date(at.getFullYear(), at.getMonth(), at.getDate() + days, at.getHours(), at.getMinutes());
export const addMonths = (at: Date, months: number): Date => new Date(at.getFullYear(), at.getMonth() + months, 1);
export const addMinutes = (at: Date, minutes: number): Date => new Date(at.getTime() + minutes * MINUTE);
/** Weeks begin on Monday. */
export const startOfWeek = (at: Date): Date => addDays(startOfDay(at), -((at.getDay() + 6) % 7));
export const isSameDay = (one: Date, other: Date): boolean => startOfDay(one).getTime() === startOfDay(other).getTime();
export const minutesOfDay = (at: Date): number => at.getHours() * 60 + at.getMinutes();
export const minutesBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / MINUTE;

/** A day at a time of day, in minutes. */
export const atMinutes = (day: Date, minutes: number): Date => new Date(day.getFullYear(), day.getMonth(), day.getDate(), 0, minutes);

/** `2026-11-30` as the beginning of this day here. */
export function dayFrom(text: string): Date {
  const [year = 1970, month = 1, day = 1] = text.slice(0, 10).split("-").map(Number);
  return new Date(year, month - 1, day);
}

/** `2026-11-30T10:30`: the clock of a time zone at a moment. */
export function wallClock(at: Date, timezone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short", timeStyle: "short" }).format(at).replace(" ", "T");
}

/** `2026-11-30`, of a day here. */
export const dayText = (day: Date): string => wallClock(day, HOME_ZONE).slice(0, 10);

/** Formatters are slow to make: none is made before it is needed. */
const made = (options: Intl.DateTimeFormatOptions) => {
  let formatter: Intl.DateTimeFormat | undefined;
  return () => (formatter ??= new Intl.DateTimeFormat("en", options));
};
const format = (options: Intl.DateTimeFormatOptions) => {
  const formatter = made(options);
  return (at: Date): string => formatter().format(at);
};
const formatRange = (options: Intl.DateTimeFormatOptions) => {
  const formatter = made(options);
  return (from: Date, to: Date): string => formatter().formatRange(from, to);
};
export const timeName = format({ timeStyle: "short" });
export const hourName = format({ hour: "numeric" });
export const weekdayName = format({ weekday: "short" });
export const dayName = format({ weekday: "long", month: "long", day: "numeric" });
export const dateName = format({ dateStyle: "medium" });
export const monthName = format({ month: "long", year: "numeric" });
/** From the first day to the last. */
export const rangeName = formatRange({ month: "short", day: "numeric", year: "numeric" });
export const timesName = formatRange({ weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });
