// Rules of repeating events (RFC 5545): in words, and from common choices.
import { text } from "../../texts.ts";
import { addDays, dateName, dayFrom, dayText } from "./dates.ts";

export type RepeatChoice = keyof typeof text.calendar.repeatChoices;
const WEEKDAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
const list = new Intl.ListFormat("en", { type: "conjunction" });

function parts(rule: string): Record<string, string> {
  return Object.fromEntries(rule.replace(/^RRULE:/i, "").toUpperCase().split(";").map((part) => part.split("=")));
}

/** `2026-12-24` of `20261224T235959Z`. */
const dayOf = (until: string): string => until.replace(/^(\d{4})(\d\d)(\d\d).*/, "$1-$2-$3");

/** Parts that are said in words; with another one, the rule itself is shown. */
const KNOWN = new Set(["FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL", "WKST"]);

export function inWords(rule: string): string {
  const { FREQ: unit = "", INTERVAL: interval = "1", BYDAY: days, BYMONTHDAY: date, COUNT: count, UNTIL: until, ...others } = parts(rule);
  const names = text.calendar.every[unit];
  if (!names || Object.keys(others).some((name) => !KNOWN.has(name))) return text.calendar.byRule(rule);
  const words = [interval === "1" ? names[0] : text.calendar.everyFew(Number(interval), names[1])];
  if (days) words.push(text.calendar.onDays(list.format(days.split(",").map(dayInWords))));
  if (date) words.push(text.calendar.onDate(date));
  const end = count ? text.calendar.forTimes(count) : until ? text.calendar.untilDay(dateName(dayFrom(dayOf(until)))) : "";
  return words.join(" ") + (end && `, ${end}`);
}

function dayInWords(day: string): string {
  const [, number = "", name = ""] = /^([+-]?\d*)(\w\w)$/.exec(day) ?? [];
  const ordinal = text.calendar.ordinals[number.replace("+", "")];
  return [ordinal ?? number, text.calendar.days[name] ?? name].filter(Boolean).join(" ");
}

export interface Repetition {
  choice: RepeatChoice;
  /** With the choice `custom`. */
  rule: string;
  ends: "never" | "date" | "count";
  /** `2026-12-24` */
  lastDay: string;
  times: string;
}

export const NO_REPETITION: Repetition = { choice: "none", rule: "", ends: "never", lastDay: "", times: "10" };

/** The rule of a choice, for an event that begins on a day such as `2026-11-30`; undefined if it does not repeat. */
export function ruleOf({ choice, rule, ends, lastDay, times }: Repetition, day: string, isAllDay: boolean): string | undefined {
  const weekday = WEEKDAYS[dayFrom(day).getDay()];
  const rules: Record<RepeatChoice, string | undefined> = {
    none: undefined,
    daily: "FREQ=DAILY",
    weekdays: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    weekly: `FREQ=WEEKLY;BYDAY=${weekday}`,
    biweekly: `FREQ=WEEKLY;INTERVAL=2;BYDAY=${weekday}`,
    monthly: "FREQ=MONTHLY",
    yearly: "FREQ=YEARLY",
    custom: rule.trim(),
  };
  const base = rules[choice];
  if (!base || choice === "custom" || ends === "never") return base;
  if (ends === "count") return `${base};COUNT=${Number(times) || 1}`;
  return lastDay ? `${base};UNTIL=${lastDay.replaceAll("-", "")}${isAllDay ? "" : "T235959Z"}` : base;
}

/** The choice that has this rule. */
export function repetitionOf(rule: string | null | undefined, day: string): Repetition {
  if (!rule) return NO_REPETITION;
  const { COUNT: times, UNTIL: until, ...rest } = parts(rule);
  const base = Object.entries(rest).map(([name, value]) => `${name}=${value}`).join(";");
  const found = (Object.keys(text.calendar.repeatChoices) as RepeatChoice[]).find((choice) => choice !== "custom" && ruleOf({ ...NO_REPETITION, choice }, day, false) === base);
  if (!found) return { ...NO_REPETITION, choice: "custom", rule };
  return {
    ...NO_REPETITION,
    choice: found,
    ...(times && { ends: "count" as const, times }),
    ...(until && { ends: "date" as const, lastDay: dayOf(until) }),
  };
}

/** Parts that name no days. */
const MOVABLE = new Set(["FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"]);

/** The rule of an event that moves from one day to another; undefined if it names days that cannot move along. */
export function movedRule(rule: string, from: string, to: string): string | undefined {
  const days = Math.round((dayFrom(to).getTime() - dayFrom(from).getTime()) / 86_400_000);
  if (days === 0) return rule;
  const { BYDAY: weekday, ...others } = parts(rule);
  const isWeekly = others["FREQ"] === "WEEKLY" && weekday !== undefined && WEEKDAYS.includes(weekday);
  if (Object.keys(others).some((name) => !MOVABLE.has(name)) || (weekday && !isWeekly)) return undefined;
  return rule
    .replace(/(?<=\bBYDAY=)\w+/i, WEEKDAYS[dayFrom(to).getDay()] ?? "")
    .replace(/(?<=\bUNTIL=)\d{8}/i, (until) => dayText(addDays(dayFrom(dayOf(until)), days)).replaceAll("-", ""));
}
