import { useState } from "preact/hooks";
import type { CalEvent } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm, Dialog } from "../../ui/dialog.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { refresh, remove, removeOne } from "./events.ts";

interface DeleteDialogProps {
  pod: string;
  event: CalEvent;
  onDeleted: () => void;
  onClose: () => void;
}

export function DeleteDialog({ pod, event, onDeleted, onClose }: DeleteDialogProps) {
  const removed = (message: string) => {
    toast(message);
    onDeleted();
    void refresh(pod);
  };
  const all = async () => {
    await remove(pod, event.id);
    removed(text.calendar.deleted);
  };
  const one = async () => {
    await removeOne(pod, event);
    removed(text.calendar.oneDeleted);
  };
  const isSeries = event.rrule && event.recurrence_id && !event.invitation;
  if (isSeries) return <SeriesDialog event={event} onOne={one} onAll={all} onClose={onClose} />;
  return <Confirm title={text.calendar.deleteTitle} action={text.calendar.delete} isDangerous onConfirm={all} onClose={onClose}><Consequences event={event} /></Confirm>;
}

function Consequences({ event }: { event: CalEvent }) {
  return (
    <>
      <p>{text.calendar.deleteBody}</p>
      {event.invite && event.attendees.length > 0 && <p>{text.calendar.deleteInvited}</p>}
      {event.invitation?.status === "accepted" && <p>{text.calendar.deleteAccepted}</p>}
    </>
  );
}

function SeriesDialog({ event, onOne, onAll, onClose }: { event: CalEvent; onOne: () => Promise<void>; onAll: () => Promise<void>; onClose: () => void }) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const run = async (action: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    try {
      await action();
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  };
  return (
    <Dialog title={text.calendar.deleteSeriesTitle} onClose={onClose}>
      <div class="column"><Consequences event={event} />{error !== undefined && <ErrorNotice {...explain(error)} />}</div>
      <footer>
        <Button onClick={onClose}>{text.cancel}</Button>
        <Button kind="danger" disabled={isBusy} onClick={() => run(onOne)}>{text.calendar.deleteOne}</Button>
        <Button kind="danger" disabled={isBusy} onClick={() => run(onAll)}>{text.calendar.deleteAll}</Button>
      </footer>
    </Dialog>
  );
}
