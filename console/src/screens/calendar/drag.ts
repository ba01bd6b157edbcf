// Creating, moving and lengthening events with a pointer.
import { useEffect, useRef, useState } from "preact/hooks";
import type { RefObject } from "preact";
import { addMinutes, atMinutes, minutesBetween, minutesOfDay } from "./dates.ts";
import { isMovable, type Occurrence } from "./occurrence.ts";
import { HOUR_PIXELS } from "./layout.ts";

const STEP = 15;
const LEAST = 15;
const CREATED_MINUTES = 60;
/** A pointer that moves less is a click. */
const THRESHOLD = 5;
const DAY_MINUTES = 1440;

/** What is drawn while something is dragged: an event at its new times, or without one, a new event. */
interface Shown {
  occurrence?: Occurrence;
  start: Date;
  end: Date;
}

export interface Drag {
  shown: Shown | undefined;
  onEmpty: (pressed: PointerEvent) => void;
  onEmptyClick: (clicked: MouseEvent) => void;
  onEvent: (pressed: PointerEvent, occurrence: Occurrence) => void;
  onEdge: (pressed: PointerEvent, occurrence: Occurrence) => void;
  /** Whether the click that follows belongs to a drag. */
  wasDragged: () => boolean;
}

interface DragOptions {
  columns: RefObject<HTMLDivElement | null>;
  days: Date[];
  onAdd: (start: Date, end: Date) => void;
  onMove: (occurrence: Occurrence, start: Date, end: Date) => void;
}

const rounded = (minutes: number) => Math.round(minutes / STEP) * STEP;

export function useDrag({ columns, days, onAdd, onMove }: DragOptions): Drag {
  const [shown, setShown] = useState<Shown>();
  const isDragged = useRef(false);
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);

  const timeAt = ({ clientX, clientY }: MouseEvent): Date | undefined => {
    const box = columns.current?.getBoundingClientRect();
    if (!box) return undefined;
    const index = Math.floor(((clientX - box.left) / box.width) * days.length);
    const day = days[Math.min(days.length - 1, Math.max(0, index))];
    const minutes = ((clientY - box.top) / HOUR_PIXELS) * 60;
    return day && atMinutes(day, Math.min(DAY_MINUTES, Math.max(0, minutes)));
  };

  /** Follows the pointer until it is released; Escape gives up. */
  const follow = (pressed: PointerEvent, next: (from: Date, to: Date) => Shown, done: (last: Shown) => void) => {
    const from = timeAt(pressed);
    if (!from || pressed.button !== 0 || pressed.pointerType === "touch") return;
    isDragged.current = false;
    let last: Shown | undefined;
    const moved = (event: PointerEvent) => {
      if (!last && Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) < THRESHOLD) return;
      isDragged.current = true;
      const to = timeAt(event);
      if (to) setShown((last = next(from, to)));
    };
    const finish = () => {
      stop.current?.();
      if (last) done(last);
      // The click that ends a drag comes after this, and is none.
      setTimeout(() => { isDragged.current = false; });
    };
    const cancelled = (event: Event) => {
      if (!(event instanceof KeyboardEvent) || event.key === "Escape") stop.current?.();
    };
    const listeners: [string, (event: never) => void][] = [["pointermove", moved], ["pointerup", finish], ["pointercancel", cancelled], ["keydown", cancelled]];
    stop.current?.();
    stop.current = () => {
      for (const [name, listener] of listeners) removeEventListener(name, listener as EventListener);
      setShown(undefined);
    };
    for (const [name, listener] of listeners) addEventListener(name, listener as EventListener);
  };

  const onEmpty = (pressed: PointerEvent) => {
    if (pressed.target !== pressed.currentTarget) return;
    follow(pressed, between, ({ start, end }) => onAdd(start, end));
  };
  const onEmptyClick = (clicked: MouseEvent) => {
    if (clicked.target !== clicked.currentTarget || isDragged.current) return;
    const at = timeAt(clicked);
    if (!at) return;
    const start = atMinutes(at, Math.floor(minutesOfDay(at) / 30) * 30);
    onAdd(start, addMinutes(start, CREATED_MINUTES));
  };
  const onEvent = (pressed: PointerEvent, occurrence: Occurrence) => {
    if (!isMovable(occurrence)) return;
    follow(pressed, (from, to) => shifted(occurrence, from, to), (last) => drop(occurrence, last));
  };
  const onEdge = (pressed: PointerEvent, occurrence: Occurrence) => {
    pressed.stopPropagation();
    follow(pressed, (_, to) => lengthened(occurrence, to), (last) => drop(occurrence, last));
  };
  const drop = (occurrence: Occurrence, { start, end }: Shown) => {
    if (start.getTime() !== occurrence.start.getTime() || end.getTime() !== occurrence.end.getTime()) onMove(occurrence, start, end);
  };
  return { shown, onEmpty, onEmptyClick, onEvent, onEdge, wasDragged: () => isDragged.current };
}

/** A new event from where the pointer was pressed, within that day. */
function between(from: Date, to: Date): Shown {
  const [one, other] = [rounded(minutesOfDay(from)), rounded(Math.max(0, Math.min(DAY_MINUTES, minutesBetween(atMinutes(from, 0), sameDay(from, to)))))];
  const first = Math.min(one, other);
  return { start: atMinutes(from, first), end: atMinutes(from, Math.max(one, other, first + LEAST)) };
}

const sameDay = (day: Date, time: Date) => atMinutes(day, minutesOfDay(time));

/** The event, moved as far as the pointer, on whole quarters of an hour. */
function shifted(occurrence: Occurrence, from: Date, to: Date): Shown {
  const days = Math.round(minutesBetween(atMinutes(from, 0), atMinutes(to, 0)) / DAY_MINUTES);
  const minutes = rounded(minutesOfDay(to) - minutesOfDay(from));
  const { start, end } = occurrence;
  const moved = new Date(start.getFullYear(), start.getMonth(), start.getDate() + days, start.getHours(), start.getMinutes() + minutes);
  return { occurrence, start: moved, end: addMinutes(moved, minutesBetween(start, end)) };
}

function lengthened(occurrence: Occurrence, to: Date): Shown {
  const end = atMinutes(occurrence.start, rounded(minutesOfDay(to)) || DAY_MINUTES);
  const least = addMinutes(occurrence.start, LEAST);
  return { occurrence, start: occurrence.start, end: end > least ? end : least };
}
