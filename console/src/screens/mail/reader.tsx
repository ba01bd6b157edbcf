import { useState } from "preact/hooks";
import { useCan } from "../../api/me.ts";
import { text } from "../../texts.ts";
import { Confirm } from "../../ui/dialog.tsx";
import { useShortcuts } from "../../ui/keyboard.ts";
import { Empty } from "../../ui/states.tsx";
import { archive, deleteForGood, markUnread } from "./actions.ts";
import { Conversation } from "./conversation.tsx";
import { FiledMessage } from "./filed_message.tsx";
import { LabelDialog } from "./labels.tsx";
import styles from "./mail.module.css";
import { SentReader } from "./sent_reader.tsx";

interface ReaderProps {
  pod: string;
  opened: string;
  /** What keys act on: what is opened, else the line of the cursor. */
  target: string | undefined;
  addresses: string[];
  /** The mailbox of the list, which the address of a single message names. */
  mailbox: string;
  onBack: () => void;
  /** What was opened is no longer in the list. */
  onGone: () => void;
}

/** What is done to a conversation, by keys and by buttons. */
export interface Acts {
  archive: (archived?: boolean) => void;
  unread: () => void;
  remove: () => void;
  label: () => void;
  back: () => void;
}

/** The third part: the conversation or the message that is open. */
export function Reader({ pod, opened, target, addresses, mailbox, onBack, onGone }: ReaderProps) {
  const [deleting, setDeleting] = useState<string>();
  const [labelling, setLabelling] = useState<string>();
  const canWrite = useCan()("mail:write");
  const isReceived = target?.startsWith("thr_") || target?.startsWith("msg_");
  const acts: Acts = {
    archive: (archived = true) => {
      if (!target || !isReceived) return;
      if (archived) onGone();
      void archive({ pod, id: target, mailbox }, archived);
    },
    unread: () => {
      if (!target || !isReceived) return;
      if (opened) onBack();
      void markUnread({ pod, id: target, mailbox });
    },
    remove: () => setDeleting(target),
    label: () => setLabelling(isReceived ? target : undefined),
    back: onBack,
  };
  useShortcuts(canWrite ? { e: () => acts.archive(), u: acts.unread, "#": acts.remove, l: acts.label } : {});
  const shared = { pod, id: opened, mailbox, addresses, acts };
  return (
    <>
      {!opened ? <Pick /> : opened.startsWith("thr_") ? <Conversation key={opened} {...shared} /> : opened.startsWith("msg_") ? <FiledMessage key={opened} {...shared} /> : <SentReader key={opened} {...shared} />}
      {deleting && (
        <Confirm title={text.mail.deleteTitle} action={text.mail.delete} isDangerous onClose={() => setDeleting(undefined)} onConfirm={async () => { await deleteForGood({ pod, id: deleting, mailbox }); onGone(); }}>
          <p>{deleting.startsWith("thr_") ? text.mail.deleteThread : text.mail.deleteMessage}</p>
        </Confirm>
      )}
      {labelling && <LabelDialog pod={pod} id={labelling} mailbox={mailbox} onClose={() => setLabelling(undefined)} />}
    </>
  );
}

function Pick() {
  return (
    <Empty icon="mail" title={text.mail.pick}>
      <p>{text.mail.pickHint}</p>
      <dl class={styles.keys}>
        {text.mail.keys.map(([key, meaning]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{meaning}</dd></div>)}
      </dl>
    </Empty>
  );
}
