import { useState } from "preact/hooks";
import type { FullOutgoing, Outbound, OutgoingMessage } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { text } from "../../texts.ts";
import { bytes, dateTime, Time } from "../../ui/format.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Badge } from "../../ui/page.tsx";
import { ErrorNotice, Loading } from "../../ui/states.tsx";
import { statusKind } from "./list.tsx";
import styles from "./message.module.css";
import { OutgoingBody } from "./outgoing_body.tsx";
import { useSentMessage } from "./requests.ts";

/** A message that the pod sent, with what became of it. */
export function SentMessage({ pod, message, isOpen }: { pod: string; message: Outbound | OutgoingMessage; isOpen: boolean }) {
  const [isShown, setShown] = useState(isOpen);
  const full = useSentMessage(pod, message.id, isShown);
  return (
    <article class={styles.message} aria-label={message.from}>
      <div class={styles.sender}>
        <button type="button" class={styles.fold} aria-expanded={isShown} onClick={() => setShown(!isShown)}>
          <span class={`${styles.avatar} ${styles.own}`} aria-hidden="true"><Icon name="send" size={15} /></span>
          <span class={styles.names}>
            <span class="truncate"><b>{message.from}</b></span>
            <span class="truncate dim">{isShown ? text.mail.to(message.to.join(", ")) : message.snippet}</span>
          </span>
        </button>
        <Badge kind={statusKind(message.status)}>{text.mail.status[message.status] ?? message.status}</Badge>
        <span class={styles.when}><Time at={message.queued_at} /></span>
      </div>
      {isShown && (
        <div class={styles.content}>
          {full.data ? <SentBody pod={pod} message={full.data} /> : full.error ? <ErrorNotice {...explain(full.error)} onRetry={() => full.refetch()} /> : <Loading lines={3} />}
        </div>
      )}
    </article>
  );
}

function SentBody({ pod, message }: { pod: string; message: FullOutgoing }) {
  return (
    <>
      <OutgoingBody pod={pod} message={message} />
      {message.attachments.length > 0 && (
        <ul class={styles.files} aria-label={text.mail.files(message.attachments.length)}>
          {message.attachments.map(({ filename, size }) => <li key={filename} class={styles.file}><Icon name="attach" size={16} /><span class="truncate">{filename}</span><span class="dim">{bytes(size)}</span></li>)}
        </ul>
      )}
      <Delivery message={message} />
    </>
  );
}

/** The state of each recipient, in words. */
function Delivery({ message }: { message: FullOutgoing }) {
  const isTried = ["pending", "sent", "failed"].includes(message.status);
  return (
    <section class={styles.delivery} aria-label={text.mail.delivery}>
      <ul>
        {message.recipients.map(({ address, status, error }) => (
          <li key={address}>
            <span class="truncate grow">{address}{message.bcc.includes(address) && <span class="dim"> (Bcc)</span>}</span>
            {isTried && <Badge kind={statusKind(status)}>{text.mail.status[status] ?? status}</Badge>}
            {error && <p class="dim">{error}</p>}
          </li>
        ))}
      </ul>
      {message.error && message.recipients.every(({ error }) => error !== message.error) && <p class={styles.failure}>{message.error}</p>}
      {message.next_attempt_at && <p class="dim">{message.status === "scheduled" ? text.mail.goesOut : text.mail.nextAttempt}: {dateTime(message.next_attempt_at)}</p>}
    </section>
  );
}
