import type { Correspondent, EmailMessageFull } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { CopyButton } from "../../ui/button.tsx";
import { dateTime } from "../../ui/format.tsx";
import styles from "./message.module.css";

const named = ({ name, address }: Correspondent) => (name ? `${name} <${address}>` : address);

/** Who else got the message, when, and its ids. */
export function MessageDetails({ message }: { message: EmailMessageFull }) {
  const people: [string, Correspondent[]][] = [[text.mail.toField, message.recipients], [text.mail.cc, message.cc]];
  return (
    <details class={styles.details}>
      <summary>{text.mail.details}</summary>
      <dl class="facts">
        {people.filter(([, list]) => list.length > 0).map(([label, list]) => <div key={label} class={styles.fact}><dt>{label}</dt><dd>{list.map(named).join(", ")}</dd></div>)}
        {message.date && <div class={styles.fact}><dt>{text.mail.date}</dt><dd>{dateTime(message.date)}</dd></div>}
        <div class={styles.fact}><dt>{text.mail.received}</dt><dd>{dateTime(message.received_at)}</dd></div>
        <div class={styles.fact}><dt>{text.mail.messageId}</dt><dd class="row"><code class="truncate">{message.message_id}</code><CopyButton value={message.message_id} /></dd></div>
      </dl>
    </details>
  );
}
