import { useEffect, useState } from "preact/hooks";
import type { EmailMessage, EmailMessageFull } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { text } from "../../texts.ts";
import { Time } from "../../ui/format.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { ErrorNotice, Loading } from "../../ui/states.tsx";
import { changeRows, useMessage } from "./requests.ts";
import { Attachments } from "./attachments.tsx";
import { HtmlBody } from "./html_body.tsx";
import type { Answer } from "./letter.ts";
import { MessageDetails } from "./message_details.tsx";
import styles from "./message.module.css";
import { PlainText } from "./plain_text.tsx";
import { ProofNote } from "./proof_note.tsx";
import { RawDialog } from "./raw_dialog.tsx";

interface ReceivedProps {
  pod: string;
  message: EmailMessage;
  isOpen: boolean;
  onAnswer?: (kind: Answer["kind"], message: EmailMessage) => void;
}

export function ReceivedMessage({ pod, message, isOpen, onAnswer }: ReceivedProps) {
  const [isShown, setShown] = useState(isOpen);
  const [isPlain, setPlain] = useState(false);
  const [isRaw, setRaw] = useState(false);
  const full = useMessage(pod, message, isShown);
  const who = message.from_name || message.from || text.mail.unknownSender;
  // Reading marks it as read; the list says so at once.
  useEffect(() => {
    if (full.data && !message.read) changeRows(pod, (row) => (row.id === message.thread_id || row.key === message.id ? { ...row, isUnread: false } : row));
  }, [full.data]);
  return (
    <article class={styles.message} aria-label={who}>
      <div class={styles.sender}>
        <button type="button" class={styles.fold} aria-expanded={isShown} onClick={() => setShown(!isShown)}>
          <span class={styles.avatar} aria-hidden="true">{who.slice(0, 1).toUpperCase()}</span>
          <span class={styles.names}>
            <span class="truncate"><b>{who}</b>{isShown && message.from_name && <span class="dim"> {message.from}</span>}</span>
            <span class="truncate dim">{isShown ? text.mail.to(message.to) : message.snippet}</span>
          </span>
        </button>
        <span class={styles.when}><Time at={message.received_at} /></span>
        {isShown && (
          <Menu label={text.mail.messageActions}>
            {onAnswer && <MenuItem icon="reply" onClick={() => onAnswer("reply", message)}>{text.mail.reply}</MenuItem>}
            {onAnswer && <MenuItem icon="people" onClick={() => onAnswer("reply-all", message)}>{text.mail.replyAll}</MenuItem>}
            {onAnswer && <MenuItem icon="forward" onClick={() => onAnswer("forward", message)}>{text.mail.forward}</MenuItem>}
            {full.data?.html && <MenuItem icon="audit" onClick={() => setPlain(!isPlain)}>{isPlain ? text.mail.asHtml : text.mail.asText}</MenuItem>}
            <MenuItem icon="runs" onClick={() => setRaw(true)}>{text.mail.raw}</MenuItem>
          </Menu>
        )}
      </div>
      {isShown && (
        <div class={styles.content}>
          <ProofNote message={message} />
          {full.data ? <Body pod={pod} message={full.data} isPlain={isPlain} /> : full.error ? <ErrorNotice {...explain(full.error)} onRetry={() => full.refetch()} /> : <Loading lines={3} />}
        </div>
      )}
      {isRaw && <RawDialog pod={pod} message={message} onClose={() => setRaw(false)} />}
    </article>
  );
}

function Body({ pod, message, isPlain }: { pod: string; message: EmailMessageFull; isPlain: boolean }) {
  const [drawn, setDrawn] = useState<number[]>();
  if (message.e2e_encrypted) return <Sealed keyId={message.e2e_key_id ?? ""} />;
  const isFormatted = Boolean(message.html) && !isPlain;
  return (
    <>
      {isFormatted ? <HtmlBody pod={pod} message={message} onDrawn={setDrawn} /> : message.body.trim() ? <PlainText value={message.body} /> : <p class="dim">{text.mail.noText}</p>}
      {message.truncated && <p class="dim">{text.mail.cut}</p>}
      {(drawn || !isFormatted) && <Attachments pod={pod} message={message} drawn={isFormatted && drawn ? drawn : []} />}
      <MessageDetails message={message} />
    </>
  );
}

function Sealed({ keyId }: { keyId: string }) {
  return (
    <div class="notice">
      <Icon name="vault" />
      <div class="grow">
        <p class="headline">{text.mail.sealedTitle}</p>
        <p>{text.mail.sealed(keyId)}</p>
      </div>
    </div>
  );
}
