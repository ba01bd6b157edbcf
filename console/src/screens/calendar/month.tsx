import { text } from "../../texts.ts";
import { Chip } from "./chip.tsx";
import { addDays, addMonths, dayName, isSameDay, startOfWeek, weekdayName } from "./dates.ts";
import type { Range } from "./events.ts";
import { isLong, isOn, type Occurrence } from "./occurrence.ts";
import styles from "./calendar.module.css";

const SHOWN = 3;

const firstOf = (day: Date) => new Date(day.getFullYear(), day.getMonth(), 1);

/** Whole weeks, so many as the month needs. */
export function monthRange(day: Date): Range {
  const from = startOfWeek(firstOf(day));
  const last = addDays(firstOf(addMonths(day, 1)), -1);
  return { from, to: addDays(startOfWeek(last), 7) };
}

interface MonthProps {
  day: Date;
  occurrences: Occurrence[];
  onOpen: (occurrence: Occurrence) => void;
  onDay: (day: Date) => void;
  onAdd: (day: Date) => void;
}

export function Month({ day, occurrences, onOpen, onDay, onAdd }: MonthProps) {
  const { from, to } = monthRange(day);
  const days = Array.from({ length: Math.round((to.getTime() - from.getTime()) / 86_400_000) }, (_, index) => addDays(from, index));
  const sorted = occurrences.toSorted((one, other) => Number(isLong(other)) - Number(isLong(one)) || one.start.getTime() - other.start.getTime());
  return (
    <div class={styles["month"]}>
      <div class={styles["weekdays"]} aria-hidden="true">{days.slice(0, 7).map((one) => <span key={weekdayName(one)}>{weekdayName(one)}</span>)}</div>
      <ul class={styles["cells"]} style={{ gridTemplateRows: `repeat(${days.length / 7}, minmax(84px, 1fr))` }}>
        {days.map((one) => (
          <Cell key={one.getTime()} day={one} isOther={one.getMonth() !== day.getMonth()} occurrences={sorted.filter((each) => isOn(each, one))} {...{ onOpen, onDay, onAdd }} />
        ))}
      </ul>
    </div>
  );
}

interface CellProps extends Omit<MonthProps, "day"> {
  day: Date;
  /** Of the month before or after. */
  isOther: boolean;
}

function Cell({ day, isOther, occurrences, onOpen, onDay, onAdd }: CellProps) {
  const hidden = occurrences.length > SHOWN ? occurrences.length - SHOWN + 1 : 0;
  const isToday = isSameDay(day, new Date());
  const label = text.calendar.dayOf(dayName(day), text.plural(occurrences.length, text.calendar.event));
  return (
    <li class={[styles["cell"], isOther && styles["other"]].filter(Boolean).join(" ")} onClick={({ target, currentTarget }) => target === currentTarget && onAdd(day)}>
      <button type="button" class={isToday ? `${styles["date"]} ${styles["today"]}` : styles["date"]} aria-current={isToday ? "date" : undefined} onClick={() => onDay(day)}>
        <span class="visually-hidden">{label}</span>
        <span aria-hidden="true">{day.getDate()}</span>
      </button>
      {occurrences.slice(0, occurrences.length - hidden).map((one) => <Chip key={one.key} occurrence={one} hasTime onOpen={onOpen} />)}
      {hidden > 0 && <button type="button" class={styles["more"]} onClick={() => onDay(day)}>{text.calendar.more(hidden)}</button>}
    </li>
  );
}
