import { useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import type { Attendee, CalEvent } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Badge } from "../../ui/page.tsx";
import { toastError } from "../../ui/toast.tsx";
import { HOME_ZONE } from "./dates.ts";
import { DeleteDialog } from "./delete.tsx";
import { readEvent } from "./events.ts";
import { Answer } from "./answer.tsx";
import { whenName, type Occurrence } from "./occurrence.ts";
import { inWords } from "./recurrence.ts";
import styles from "./calendar.module.css";

interface EventDialogProps {
  pod: string;
  occurrence: Occurrence;
  /** Gets the event as created, not one occurrence. */
  onEdit: (event: CalEvent) => void;
  onClose: () => void;
}

export function EventDialog({ pod, occurrence, onEdit, onClose }: EventDialogProps) {
  const [isDeleting, setDeleting] = useState(false);
  const { event } = occurrence;
  const edit = async () => {
    try {
      onEdit(event.rrule ? await readEvent(pod, event.id) : event);
    } catch (error) {
      toastError(error);
    }
  };
  return (
    <Dialog title={event.summary || text.calendar.untitled} onClose={onClose}>
      <div class="column">
        {event.invitation && event.status !== "cancelled" && <Answer pod={pod} event={event} />}
        <Facts occurrence={occurrence} />
        <footer>
          <Button kind="danger" icon="trash" onClick={() => setDeleting(true)}>{text.calendar.delete}</Button>
          <Button icon="edit" onClick={edit}>{event.invitation ? text.calendar.remindersTitle : text.calendar.edit}</Button>
        </footer>
      </div>
      {isDeleting && <DeleteDialog pod={pod} event={event} onDeleted={onClose} onClose={() => setDeleting(false)} />}
    </Dialog>
  );
}

function Facts({ occurrence }: { occurrence: Occurrence }) {
  const { event } = occurrence;
  const state = event.status === "cancelled" ? text.calendar.cancelled : event.status === "tentative" ? text.calendar.tentative : "";
  const facts: [string, ComponentChildren][] = [
    [text.calendar.when, <>{whenName(occurrence)}{event.timezone && event.timezone !== HOME_ZONE && <span class="dim"> · {text.calendar.inTimezone(HOME_ZONE)}</span>}</>],
    [text.calendar.repeats, event.rrule && <>{inWords(event.rrule)}{event.timezone && event.timezone !== HOME_ZONE && <span class="dim"> · {text.calendar.inTimezone(event.timezone)}</span>}</>],
    [text.calendar.status, state && <Badge kind={event.status === "cancelled" ? "bad" : "warn"}>{state}</Badge>],
    [text.calendar.place, event.location],
    [text.calendar.organizer, event.organizer && (event.organizer.name ?? event.organizer.email)],
    [text.calendar.people, event.attendee_details.length > 0 && <ul>{event.attendee_details.map((one) => <Guest key={one.email} guest={one} isInvited={event.invite || event.invitation !== null} />)}</ul>],
    [text.calendar.description, event.description && <span class={styles["description"]}>{event.description}</span>],
    [text.calendar.remindersName, event.reminders.map(text.calendar.reminder).join(", ")],
    ["", event.transparency === "transparent" && text.calendar.notBusy],
  ];
  return <dl class="facts">{facts.filter(([, value]) => value).map(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name} value`}>{value}</dd>])}</dl>;
}

const ANSWERS = { accepted: "good", declined: "bad", tentative: "warn", delegated: "info", needs_action: undefined } as const;

function Guest({ guest: { name, email, status }, isInvited }: { guest: Attendee; isInvited: boolean }) {
  return <li class="row wrap"><span title={email}>{name ?? email}</span>{isInvited && status && <Badge kind={ANSWERS[status]}>{text.calendar.answers[status]}</Badge>}</li>;
}
