import { useState } from "preact/hooks";
import { explain } from "../../api/errors.ts";
import { useCan } from "../../api/me.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { ErrorNotice, Loading } from "../../ui/states.tsx";
import { cancelSending } from "./actions.ts";
import { HeldActions } from "./held_actions.tsx";
import styles from "./message.module.css";
import { hrefOf } from "./place.ts";
import type { Acts } from "./reader.tsx";
import { useSentMessage } from "./requests.ts";
import { SentMessage } from "./sent_message.tsx";
import { Toolbar } from "./toolbar.tsx";

/** A message of the outbox: sent, scheduled, or held until a person decides. */
export function SentReader({ pod, id, acts }: { pod: string; id: string; acts: Acts }) {
  const query = useSentMessage(pod, id);
  const can = useCan();
  const [isCancelling, setCancelling] = useState(false);
  const message = query.data;
  if (query.error && !message) return <div class={styles.padded}><ErrorNotice {...explain(query.error)} onRetry={() => query.refetch()} /></div>;
  if (!message) return <div class={styles.padded}><Loading lines={7} /></div>;
  const isHeld = message.status === "pending_review";
  const wasSent = message.status === "sent" || message.status === "failed" || message.status === "pending";
  return (
    <>
      <Toolbar acts={acts} hasReceived={false} />
      <div class={styles.scroller} tabIndex={0} role="region" aria-label={message.subject || text.mail.noSubject}>
        <header class={styles.head}><h2>{message.subject || text.mail.noSubject}</h2></header>
        <SentMessage pod={pod} message={message} isOpen />
        <div class="row wrap">
          {isHeld && can("mail:review") && <HeldActions pod={pod} message={message} />}
          {can("mail:send") && (isHeld || message.status === "scheduled") && <Button onClick={() => setCancelling(true)}>{text.mail.cancelSending}</Button>}
          {wasSent && <a class="button" href={hrefOf(pod, { view: "all" }, message.thread_id)}>{text.mail.openThread}</a>}
        </div>
      </div>
      {isCancelling && (
        <Confirm title={text.mail.cancelTitle} action={text.mail.cancelSending} onConfirm={() => cancelSending(pod, id)} onClose={() => setCancelling(false)}>
          <p>{text.mail.cancelHint}</p>
        </Confirm>
      )}
    </>
  );
}
