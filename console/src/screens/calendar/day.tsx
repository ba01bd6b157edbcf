import { text } from "../../texts.ts";
import { looks, spoken } from "./chip.tsx";
import { addDays, dayName, minutesOfDay, timeName } from "./dates.ts";
import type { Drag } from "./drag.ts";
import { HOUR_PIXELS, placed, type Placed } from "./layout.ts";
import { isMovable, isOn, waits, type Occurrence } from "./occurrence.ts";
import styles from "./calendar.module.css";

const pixels = (minutes: number) => `${(minutes / 60) * HOUR_PIXELS}px`;
/** Shorter events have room for one line. */
const ONE_LINE = 45;

interface DayColumnProps {
  day: Date;
  occurrences: Occurrence[];
  /** The minute of the day, if it is today. */
  now: number | undefined;
  drag: Drag;
  onOpen: (occurrence: Occurrence) => void;
}

/** The hours of a day. Empty time is for a pointer; by keyboard, events are created with the button or `c`. */
export function DayColumn({ day, occurrences, now, drag, onOpen }: DayColumnProps) {
  const { shown } = drag;
  const rest = occurrences.filter(({ key }) => key !== shown?.occurrence?.key);
  const isHere = shown && shown.start < addDays(day, 1) && shown.end > day;
  const moved = isHere && shown.occurrence ? [{ ...shown.occurrence, start: shown.start, end: shown.end }] : [];
  const all = [...rest, ...moved].filter((one) => isOn(one, day));
  return (
    <ul class={styles["column"]} style={{ height: `${24 * HOUR_PIXELS}px` }} aria-label={dayName(day)} onPointerDown={drag.onEmpty} onClick={drag.onEmptyClick}>
      {placed(all, day).map((one) => <Block key={one.occurrence.key} placed={one} isMoving={one.occurrence.key === shown?.occurrence?.key} drag={drag} onOpen={onOpen} />)}
      {isHere && !shown.occurrence && <li class={styles["fresh"]} style={{ top: pixels(minutesOfDay(shown.start)), height: pixels((shown.end.getTime() - shown.start.getTime()) / 60_000) }}>{timeName(shown.start)} – {timeName(shown.end)}</li>}
      {now !== undefined && <li class={styles["now"]} style={{ top: pixels(now) }}><span class="visually-hidden">{text.calendar.now}</span></li>}
    </ul>
  );
}

function Block({ placed: { occurrence, top, height, column, columns }, isMoving, drag, onOpen }: { placed: Placed; isMoving: boolean; drag: Drag; onOpen: (occurrence: Occurrence) => void }) {
  const { event, start, end } = occurrence;
  const place = { top: pixels(top), height: pixels(height), left: `${(column / columns) * 100}%`, width: `${100 / columns}%` };
  const isShort = height < ONE_LINE;
  return (
    <li class={styles["place"]} style={place}>
      <button
        type="button"
        class={[looks(occurrence), styles["block"], isShort && styles["short"], isMoving && styles["moving"]].filter(Boolean).join(" ")}
        onPointerDown={(pressed) => drag.onEvent(pressed, occurrence)}
        onClick={() => !drag.wasDragged() && onOpen(occurrence)}
      >
        <span class="visually-hidden">{spoken(occurrence)}</span>
        <span aria-hidden="true" class={styles["summary"]}>{waits(occurrence) && <strong>? </strong>}{event.summary || text.calendar.untitled}</span>
        <span aria-hidden="true" class={styles["time"]}>{isShort ? timeName(start) : `${timeName(start)} – ${timeName(end)}`}{!isShort && event.location && ` · ${event.location}`}</span>
      </button>
      {isMovable(occurrence) && <span class={styles["handle"]} data-handle aria-hidden="true" onPointerDown={(pressed) => drag.onEdge(pressed, occurrence)} />}
    </li>
  );
}
