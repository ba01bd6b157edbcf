import { useState } from "preact/hooks";
import { useMutation } from "@tanstack/react-query";
import { api, inPod } from "../../api/client.ts";
import type { CalEvent } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Checkbox, Field, TextArea } from "../../ui/field.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { change, refresh } from "./events.ts";
import { Repeat } from "./repeat.tsx";
import { Times } from "./times.tsx";
import { eventFrom, remindersOf, typedFrom, typedNew, wrongIn, type Typed } from "./typed.ts";

type EventFormProps = { pod: string; onClose: () => void } & ({ event: CalEvent } | { event?: undefined; start: Date; end: Date; isAllDay: boolean });

/** Creates an event, or changes one with all its occurrences. What is typed is kept until it is sent or cancelled. */
export function EventForm(props: EventFormProps) {
  const { pod, event, onClose } = props;
  const initial = props.event ? typedFrom(props.event) : typedNew(props.start, props.end, props.isAllDay);
  const [typed, setTyped, forget] = useDraft<Typed>(`calendar.${pod}.${event?.id ?? initial.startDay + initial.startTime}`, initial);
  const [isChecked, setChecked] = useState(false);
  const wrong = wrongIn(typed);
  const set = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const isOthers = event?.invitation != null;
  const close = () => (forget(), onClose());
  const save = useMutation({
    mutationFn: () => send(pod, event, typed),
    onSuccess: () => {
      toast(event ? text.calendar.saved : text.calendar.created);
      void refresh(pod);
      close();
    },
  });
  const submit = (submitted: Event) => {
    submitted.preventDefault();
    setChecked(true);
    if (isOthers ? !wrong.reminders : Object.values(wrong).every((one) => !one)) save.mutate();
  };
  const shownWrong = isChecked ? wrong : {};
  return (
    <Dialog title={isOthers ? text.calendar.remindersTitle : event ? text.calendar.editTitle : text.calendar.newTitle} onClose={close}>
      <form class="column" onSubmit={submit} noValidate>
        {isOthers && <p class="dim">{text.calendar.onlyReminders}</p>}
        {event?.rrule && !isOthers && <p class="notice warn">{text.calendar.changesAll}</p>}
        {!isOthers && <Field label={text.calendar.summary} autoFocus maxLength={500} value={typed.summary} wrong={shownWrong.summary} onInput={({ currentTarget }) => set({ summary: currentTarget.value })} />}
        {!isOthers && <Times typed={typed} wrong={shownWrong.end} change={set} />}
        {!isOthers && <Repeat repetition={typed.repetition} change={(repetition) => set({ repetition })} />}
        {!isOthers && <About typed={typed} wrongGuests={shownWrong.guests} change={set} />}
        <Field label={text.calendar.remindersName} hint={text.calendar.remindersHint} inputMode="numeric" value={typed.reminders} wrong={shownWrong.reminders} onInput={({ currentTarget }) => set({ reminders: currentTarget.value })} />
        {save.error && <ErrorNotice {...explain(save.error)} />}
        <footer>
          <Button onClick={close}>{text.cancel}</Button>
          <Button kind="primary" type="submit" disabled={save.isPending}>{event ? text.save : text.calendar.create}</Button>
        </footer>
      </form>
    </Dialog>
  );
}

function About({ typed, wrongGuests, change }: { typed: Typed; wrongGuests: string | undefined; change: (part: Partial<Typed>) => void }) {
  return (
    <>
      <Field label={text.calendar.place} maxLength={500} value={typed.location} onInput={({ currentTarget }) => change({ location: currentTarget.value })} />
      <TextArea label={text.calendar.guests} hint={text.calendar.guestsHint} rows={2} value={typed.guests} wrong={wrongGuests} onInput={({ currentTarget }) => change({ guests: currentTarget.value })} />
      {typed.guests.trim() && <Checkbox label={text.calendar.invite} hint={text.calendar.inviteHint} checked={typed.isInviting} onChange={(isInviting) => change({ isInviting })} />}
      <TextArea label={text.calendar.description} maxLength={8000} value={typed.description} onInput={({ currentTarget }) => change({ description: currentTarget.value })} />
      <Checkbox label={text.calendar.busy} checked={typed.isBusy} onChange={(isBusy) => change({ isBusy })} />
    </>
  );
}

async function send(pod: string, event: CalEvent | undefined, typed: Typed): Promise<unknown> {
  if (event?.invitation) return change(pod, event.id, { reminders: remindersOf(typed) });
  const body = eventFrom(typed);
  if (!event) return api.POST("/v1/calendar/events", { params: { header: inPod(pod) }, body });
  return change(pod, event.id, unchangedTimes(event, typed) ? withoutTimes(body) : body);
}

/** Times that stay are not sent: the answers of invited people stay too. */
function unchangedTimes(event: CalEvent, typed: Typed): boolean {
  const before = typedFrom(event);
  return (["isAllDay", "startDay", "startTime", "endDay", "endTime", "timezone"] as const).every((name) => before[name] === typed[name]);
}

function withoutTimes({ start, end, timezone, all_day, ...rest }: ReturnType<typeof eventFrom>) {
  void [start, end, timezone, all_day];
  return rest;
}
