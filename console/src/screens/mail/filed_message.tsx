import { explain } from "../../api/errors.ts";
import { text } from "../../texts.ts";
import { ErrorNotice, Loading } from "../../ui/states.tsx";
import { LabelChips } from "./labels.tsx";
import styles from "./message.module.css";
import type { Acts } from "./reader.tsx";
import { ReceivedMessage } from "./received_message.tsx";
import { useMessage } from "./requests.ts";
import { Toolbar } from "./toolbar.tsx";

/** A message that a rule filed away: it is in no conversation. */
export function FiledMessage({ pod, id, mailbox, acts }: { pod: string; id: string; mailbox: string; acts: Acts }) {
  const query = useMessage(pod, { id, to: mailbox });
  const message = query.data;
  if (query.error && !message) return <div class={styles.padded}><ErrorNotice {...explain(query.error)} onRetry={() => query.refetch()} /></div>;
  if (!message) return <div class={styles.padded}><Loading lines={7} /></div>;
  return (
    <>
      <Toolbar acts={acts} hasReceived isArchived={message.archived} />
      <div class={styles.scroller} tabIndex={0} role="region" aria-label={message.subject || text.mail.noSubject}>
        <header class={styles.head}>
          <h2>{message.subject || text.mail.noSubject}</h2>
          <LabelChips pod={pod} id={id} mailbox={mailbox} labels={message.labels ?? []} />
        </header>
        <ReceivedMessage pod={pod} message={message} isOpen />
      </div>
    </>
  );
}
