import { useState } from "preact/hooks";
import { useMutation } from "@tanstack/react-query";
import { api, inPod } from "../../api/client.ts";
import type { Attendance, CalEvent } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Field } from "../../ui/field.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { refresh } from "./events.ts";
import styles from "./calendar.module.css";

const CHOICES: [Attendance, string][] = [["accepted", text.calendar.accept], ["tentative", text.calendar.maybe], ["declined", text.calendar.decline]];

/** The answer to an invitation from somebody else. */
export function Answer({ pod, event }: { pod: string; event: CalEvent }) {
  const [comment, setComment, forget] = useDraft(`calendar.answer.${event.id}`, "");
  const [sent, setSent] = useState<Attendance>();
  const answer = useMutation({
    mutationFn: (status: Attendance) => api.POST("/v1/calendar/events/{event_id}/respond", { params: { path: { event_id: event.id }, header: inPod(pod) }, body: { status, comment: comment.trim() || null } }),
    onSuccess: (_, status) => {
      setSent(status);
      forget();
      toast(text.calendar.answered);
      void refresh(pod);
    },
  });
  const current = sent ?? event.invitation?.status;
  return (
    <div class={styles["answer"]}>
      <p class="headline">{text.calendar.invitedBy(event.organizer?.name ?? event.organizer?.email ?? "")}</p>
      {event.invitation?.verified === false && <p class="notice warn">{text.calendar.unverified}</p>}
      <Field label={text.calendar.comment} value={comment} maxLength={1000} onInput={({ currentTarget }) => setComment(currentTarget.value)} />
      <div class="row wrap" role="group" aria-label={text.calendar.answer}>
        {CHOICES.map(([status, name]) => (
          <Button key={status} kind={status === current || (current === "needs_action" && status === "accepted") ? "primary" : undefined} icon={status === current ? "check" : undefined} aria-pressed={status === current} disabled={answer.isPending} onClick={() => answer.mutate(status)}>{name}</Button>
        ))}
      </div>
      {answer.error && <ErrorNotice {...explain(answer.error)} />}
    </div>
  );
}
