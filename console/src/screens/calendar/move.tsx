import { useState } from "preact/hooks";
import { explain } from "../../api/errors.ts";
import { text } from "../../texts.ts";
import { Confirm } from "../../ui/dialog.tsx";
import { toast } from "../../ui/toast.tsx";
import { timesName } from "./dates.ts";
import { move, type Range } from "./events.ts";
import type { Occurrence } from "./occurrence.ts";
import { movedSeries } from "./series.ts";

interface Asked {
  occurrence: Occurrence;
  start: Date;
  end: Date;
}

/** Moves events; asks first if others are concerned. */
export function useMove(pod: string, range: Range) {
  const [asked, setAsked] = useState<Asked>();
  const run = async ({ occurrence, start, end }: Asked) => {
    try {
      await move(pod, range, occurrence.event, start, end);
      const undo = () => void move(pod, range, { ...occurrence.event, start: start.toISOString(), end: end.toISOString() }, occurrence.start, occurrence.end).catch(say);
      toast(text.calendar.moved(timesName(start, end)), isSimple(occurrence) ? { label: text.calendar.undo, run: undo } : undefined);
    } catch (error) {
      say(error);
    }
  };
  const ask = (occurrence: Occurrence, start: Date, end: Date) => {
    const wanted = { occurrence, start, end };
    if (occurrence.event.rrule && !movedSeries(occurrence.event, occurrence.start, start, end)) return toast(text.calendar.fixedDays);
    if (isSimple(occurrence)) void run(wanted);
    else setAsked(wanted);
  };
  return { asked, ask, cancel: () => setAsked(undefined), move: async () => asked && run(asked) };
}

const isInvited = ({ event }: Occurrence) => event.invite && event.attendees.length > 0;
const isSimple = (occurrence: Occurrence) => !occurrence.event.rrule && !isInvited(occurrence);

function say(error: unknown): void {
  const { headline, fix } = explain(error);
  toast([headline, fix, text.calendar.notMoved].filter(Boolean).join(" "));
}

export function MoveDialog({ occurrence, start, end, onMove, onClose }: Asked & { onMove: () => Promise<unknown>; onClose: () => void }) {
  return (
    <Confirm title={text.calendar.moveTitle} action={text.calendar.move} onConfirm={onMove} onClose={onClose}>
      <p><strong>{occurrence.event.summary}</strong>: {timesName(start, end)}</p>
      {occurrence.event.rrule && <p>{text.calendar.moveSeries}</p>}
      {isInvited(occurrence) && <p>{text.calendar.moveInvited}</p>}
    </Confirm>
  );
}
