import { text } from "../../texts.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Badge } from "../../ui/page.tsx";
import { addDays, dayName, monthName, rangeName } from "./dates.ts";
import type { Range } from "./events.ts";
import styles from "./calendar.module.css";

export type View = keyof typeof text.calendar.views;
const VIEWS = Object.keys(text.calendar.views) as View[];

interface ToolbarProps {
  view: View;
  day: Date;
  range: Range;
  /** Invitations of this time that wait for an answer. */
  waiting: number;
  onView: (view: View) => void;
  onToday: () => void;
  onStep: (by: number) => void;
  onAdd: () => void;
  onShare: () => void;
}

export function Toolbar({ view, day, range, waiting, onView, onToday, onStep, onAdd, onShare }: ToolbarProps) {
  return (
    <header class={styles["toolbar"]}>
      <h2 aria-live="polite">{view === "month" ? monthName(day) : view === "day" ? dayName(day) : rangeName(range.from, addDays(range.to, -1))}</h2>
      {waiting > 0 && <Badge kind="warn">{text.calendar.waiting(waiting)}</Badge>}
      <span class="grow" />
      <div class="row">
        <IconButton icon="back" label={text.calendar.previous} onClick={() => onStep(-1)} />
        <Button onClick={onToday}>{text.calendar.today}</Button>
        <IconButton icon="forward" label={text.calendar.next} onClick={() => onStep(1)} />
      </div>
      <div class={styles["views"]} role="group" aria-label={text.calendar.view}>
        {VIEWS.map((one) => <Button key={one} class={styles[one]} kind="plain" aria-pressed={one === view} onClick={() => onView(one)}>{text.calendar.views[one]}</Button>)}
      </div>
      <div class="row">
        <IconButton icon="external" label={text.calendar.share} onClick={onShare} />
        <Button kind="primary" icon="plus" onClick={onAdd}>{text.calendar.add}</Button>
      </div>
    </header>
  );
}
