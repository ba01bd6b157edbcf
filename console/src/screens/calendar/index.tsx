import { useEffect, useState } from "preact/hooks";
import { useEvents } from "../../api/live.ts";
import { explain } from "../../api/errors.ts";
import type { CalEvent } from "../../api/client.ts";
import type { ScreenProps } from "../../routes.ts";
import { text } from "../../texts.ts";
import { useShortcuts } from "../../ui/keyboard.ts";
import { Page } from "../../ui/page.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import { addDays, addMinutes, addMonths, isSameDay, startOfDay, startOfWeek } from "./dates.ts";
import { EventDialog } from "./details.tsx";
import { EventForm } from "./form.tsx";
import { refresh, useCalendarEvents, type Range } from "./events.ts";
import { Month, monthRange } from "./month.tsx";
import { MoveDialog, useMove } from "./move.tsx";
import { isOn, occurrence, waits, type Occurrence } from "./occurrence.ts";
import { ShareDialog } from "./share.tsx";
import { Toolbar, type View } from "./toolbar.tsx";
import { TimeGrid } from "./week.tsx";
import styles from "./calendar.module.css";

const NARROW = matchMedia("(max-width: 820px)");

type Opened =
  | { kind: "event"; occurrence: Occurrence }
  | { kind: "new"; start: Date; end: Date; isAllDay?: boolean }
  | { kind: "edit"; event: CalEvent }
  | { kind: "share" };

function daysOf(view: View, day: Date): Date[] {
  if (view === "day") return [day];
  return Array.from({ length: 7 }, (_, index) => addDays(startOfWeek(day), index));
}

function rangeOf(view: View, day: Date): Range {
  if (view === "month") return monthRange(day);
  const days = daysOf(view, day);
  const first = days[0] ?? day;
  return { from: first, to: addDays(first, days.length) };
}

const step = (view: View, day: Date, by: number): Date => (view === "month" ? addMonths(day, by) : addDays(day, view === "week" ? 7 * by : by));

export default function Calendar({ pod }: ScreenProps) {
  const isNarrow = useNarrow();
  const [chosen, setView] = useState<View>("week");
  // A week has no room on a phone.
  const view = isNarrow && chosen === "week" ? "day" : chosen;
  const [day, setDay] = useState(() => startOfDay(new Date()));
  const [opened, setOpened] = useState<Opened>();
  const range = rangeOf(view, day);
  const query = useCalendarEvents(pod, range);
  const all = (query.data?.events ?? []).map(occurrence);
  const shown = all.filter((one) => daysIn(range).some((each) => isOn(one, each)));
  const moving = useMove(pod, range);
  const close = () => setOpened(undefined);
  const addNow = () => setOpened({ kind: "new", ...nextHour(view === "month" || isSameDay(day, new Date()) ? new Date() : day) });
  const showDay = (at: Date) => (setDay(at), setView("day"));
  const open = (one: Occurrence) => setOpened({ kind: "event", occurrence: one });
  const go = (by: number) => setDay(step(view, day, by));
  const today = () => setDay(startOfDay(new Date()));
  useShortcuts({ t: today, j: () => go(1), k: () => go(-1), ArrowRight: () => go(1), ArrowLeft: () => go(-1), d: () => setView("day"), w: () => setView("week"), m: () => setView("month"), c: addNow });
  // Invitations and answers to them arrive as mail.
  useEvents(pod, ({ type }) => {
    if (/^(calendar|email)\./.test(type)) void refresh(pod);
  });
  return (
    <Page title={text.calendar.title} isFull>
      <Toolbar view={view} day={day} range={range} waiting={shown.filter(waits).length} onView={setView} onToday={today} onStep={go} onAdd={addNow} onShare={() => setOpened({ kind: "share" })} />
      {query.error && !query.data && <div class={styles["notice"]}><ErrorNotice {...explain(query.error)} onRetry={() => query.refetch()} /></div>}
      {query.data?.isComplete === false && <p class={`dim ${styles["notice"]}`}>{text.calendar.incomplete}</p>}
      {query.data && shown.length === 0 && <p class={`dim ${styles["notice"]}`}>{isNarrow ? text.calendar.emptyTouch : text.calendar.empty}</p>}
      {view === "month"
        ? <Month day={day} occurrences={all} onOpen={open} onDay={showDay} onAdd={(at) => setOpened({ kind: "new", start: at, end: addDays(at, 1), isAllDay: true })} />
        : <TimeGrid days={daysOf(view, day)} occurrences={all} isLoading={query.isLoading} onOpen={open} onDay={showDay} onAdd={(start, end) => setOpened({ kind: "new", start, end })} onMove={moving.ask} />}
      {opened?.kind === "event" && <EventDialog pod={pod} occurrence={all.find(({ key }) => key === opened.occurrence.key) ?? opened.occurrence} onEdit={(event) => setOpened({ kind: "edit", event })} onClose={close} />}
      {opened?.kind === "new" && <EventForm pod={pod} start={opened.start} end={opened.end} isAllDay={opened.isAllDay ?? false} onClose={close} />}
      {opened?.kind === "edit" && <EventForm pod={pod} event={opened.event} onClose={close} />}
      {opened?.kind === "share" && <ShareDialog pod={pod} onClose={close} />}
      {moving.asked && <MoveDialog {...moving.asked} onMove={moving.move} onClose={moving.cancel} />}
    </Page>
  );
}

function useNarrow(): boolean {
  const [isNarrow, setNarrow] = useState(NARROW.matches);
  useEffect(() => {
    const changed = () => setNarrow(NARROW.matches);
    NARROW.addEventListener("change", changed);
    return () => NARROW.removeEventListener("change", changed);
  }, []);
  return isNarrow;
}

function nextHour(day: Date): { start: Date; end: Date } {
  const now = new Date();
  const start = new Date(day.getFullYear(), day.getMonth(), day.getDate(), isSameDay(day, now) ? now.getHours() + 1 : 9);
  return { start, end: addMinutes(start, 60) };
}

function daysIn({ from, to }: Range): Date[] {
  const days: Date[] = [];
  for (let day = from; day < to; day = addDays(day, 1)) days.push(day);
  return days;
}
