// The hours of one or several days.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { text } from "../../texts.ts";
import { Chip } from "./chip.tsx";
import { DayColumn } from "./day.tsx";
import { atMinutes, dayName, hourName, isSameDay, minutesOfDay, startOfDay, weekdayName } from "./dates.ts";
import { useDrag } from "./drag.ts";
import { HOUR_PIXELS } from "./layout.ts";
import { isLong, isOn, type Occurrence } from "./occurrence.ts";
import styles from "./calendar.module.css";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const FIRST_HOUR = 7;

interface TimeGridProps {
  days: Date[];
  occurrences: Occurrence[];
  isLoading: boolean;
  onOpen: (occurrence: Occurrence) => void;
  onDay: (day: Date) => void;
  onAdd: (start: Date, end: Date) => void;
  onMove: (occurrence: Occurrence, start: Date, end: Date) => void;
}

export function TimeGrid({ days, occurrences, isLoading, onOpen, onDay, onAdd, onMove }: TimeGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useRef<HTMLDivElement>(null);
  const now = useNow();
  const drag = useDrag({ columns, days, onAdd, onMove });
  const tracks = { gridTemplateColumns: `var(--hours) repeat(${days.length}, minmax(0, 1fr))` };
  const long = occurrences.filter((one) => isLong(one) && days.some((day) => isOn(one, day)));
  const short = occurrences.filter((one) => !isLong(one));
  useLayoutEffect(() => {
    if (scroller.current) scroller.current.scrollTop = FIRST_HOUR * HOUR_PIXELS;
  }, []);
  return (
    <div class={styles["scroller"]} ref={scroller} tabIndex={0} role="region" aria-label={text.calendar.title} aria-busy={isLoading}>
      <div class={styles["head"]}>
        <div class={styles["tracks"]} style={tracks}>
          <span />
          {days.map((day) => <DayName key={day.getTime()} day={day} now={now} onDay={onDay} />)}
        </div>
        {long.length > 0 && (
          <div class={`${styles["tracks"]} ${styles["long"]}`} style={tracks}>
            <span class={styles["hour"]}>{text.calendar.allDay}</span>
            {days.map((day) => (
              <div key={day.getTime()}>{long.filter((one) => isOn(one, day)).map((one) => <Chip key={one.key} occurrence={one} hasTime={false} onOpen={onOpen} />)}</div>
            ))}
          </div>
        )}
      </div>
      <div class={styles["tracks"]} style={tracks}>
        <div class={styles["hours"]} aria-hidden="true">
          {HOURS.map((hour) => <span key={hour} class={styles["hour"]} style={{ height: `${HOUR_PIXELS}px` }}>{hour > 0 && hourName(atMinutes(days[0] ?? now, hour * 60))}</span>)}
        </div>
        <div class={styles["days"]} ref={columns} style={{ gridColumn: "2 / -1", gridTemplateColumns: `repeat(${days.length}, minmax(0, 1fr))` }}>
          {days.map((day) => <DayColumn key={day.getTime()} day={day} occurrences={short.filter((one) => isOn(one, day))} now={isSameDay(day, now) ? minutesOfDay(now) : undefined} drag={drag} onOpen={onOpen} />)}
        </div>
      </div>
    </div>
  );
}

function DayName({ day, now, onDay }: { day: Date; now: Date; onDay: (day: Date) => void }) {
  const isToday = isSameDay(day, now);
  return (
    <button type="button" class={styles["day-name"]} aria-current={isToday ? "date" : undefined} onClick={() => onDay(startOfDay(day))}>
      <span class="visually-hidden">{text.calendar.openDay(dayName(day))}</span>
      <span aria-hidden="true">{weekdayName(day)}</span>
      <span aria-hidden="true" class={isToday ? `${styles["date"]} ${styles["today"]}` : styles["date"]}>{day.getDate()}</span>
    </button>
  );
}

function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
