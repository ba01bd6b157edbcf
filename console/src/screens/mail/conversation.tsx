import { useEffect, useRef, useState } from "preact/hooks";
import type { EmailMessage } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { useCan } from "../../api/me.ts";
import { text } from "../../texts.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { useShortcuts } from "../../ui/keyboard.ts";
import { ErrorNotice, Loading } from "../../ui/states.tsx";
import { Composer } from "./composer.tsx";
import type { Answer } from "./letter.ts";
import { LabelChips } from "./labels.tsx";
import styles from "./message.module.css";
import type { Acts } from "./reader.tsx";
import { ReceivedMessage } from "./received_message.tsx";
import { useThread } from "./requests.ts";
import { isReceived } from "./rows.ts";
import { SentMessage } from "./sent_message.tsx";
import { Toolbar } from "./toolbar.tsx";

interface ConversationProps {
  pod: string;
  id: string;
  mailbox: string;
  addresses: string[];
  acts: Acts;
}

/** All messages of a conversation, the newest open, and the answer that is being written. */
export function Conversation({ pod, id, mailbox, addresses, acts }: ConversationProps) {
  const query = useThread(pod, id);
  const can = useCan();
  const [answer, setAnswer] = useState<Answer>();
  const pages = query.data?.pages ?? [];
  const messages = pages.flatMap((page) => page.messages);
  const received = messages.filter(isReceived);
  const newest: EmailMessage | undefined = query.hasNextPage ? undefined : received.at(-1);
  const wasComplete = useRef(false);
  wasComplete.current ||= query.data !== undefined && !query.hasNextPage;
  const isReady = messages.length > 0 && (wasComplete.current || query.error !== null);
  const begin = (kind: Answer["kind"], message = newest) => message && can("mail:send") && setAnswer({ kind, message });
  useShortcuts({ r: () => begin("reply"), a: () => begin("reply-all"), f: () => begin("forward") });
  // What was unread when the conversation was opened is shown, also after reading it.
  const unread = useRef<Set<string>>(undefined);
  if (!unread.current && isReady) unread.current = new Set(received.filter((message) => !message.read).map((message) => message.id));

  if (query.error && messages.length === 0) return <div class={styles.padded}><ErrorNotice {...explain(query.error)} onRetry={() => query.refetch()} /></div>;
  if (!isReady) return <div class={styles.padded}><Loading lines={7} /></div>;
  const labels = [...new Set(received.flatMap((message) => message.labels ?? []))];
  const isArchived = received.length > 0 && received.every(({ archived }) => archived);
  return (
    <>
      <Toolbar acts={acts} isArchived={isArchived} hasReceived={received.length > 0} />
      <div class={styles.scroller} tabIndex={0} role="region" aria-label={pages[0]?.subject || text.mail.noSubject}>
        <header class={styles.head}>
          <h2>{pages[0]?.subject || text.mail.noSubject}</h2>
          <LabelChips pod={pod} id={id} mailbox={mailbox} labels={labels} />
        </header>
        <ol class={styles.messages}>
          {messages.map((message, index) => {
            const isOpen = index === messages.length - 1 || (unread.current?.has(message.id) ?? false);
            return (
              <li key={message.id}>
                {isReceived(message) ? <ReceivedMessage pod={pod} message={message} isOpen={isOpen} {...(can("mail:send") && { onAnswer: begin })} /> : <SentMessage pod={pod} message={message} isOpen={isOpen} />}
              </li>
            );
          })}
        </ol>
        {query.hasNextPage && query.error && <ErrorNotice {...explain(query.error)} onRetry={() => query.fetchNextPage()} />}
        {answer ? (
          <AnswerForm key={`${answer.kind}-${answer.message.id}`} pod={pod} addresses={addresses} answer={answer} onDone={() => setAnswer(undefined)} />
        ) : (
          newest && can("mail:send") && <Answers begin={begin} />
        )}
      </div>
    </>
  );
}

function Answers({ begin }: { begin: (kind: Answer["kind"]) => void }) {
  return (
    <div class="row wrap">
      <Button icon="reply" onClick={() => begin("reply")}>{text.mail.reply}</Button>
      <Button icon="people" onClick={() => begin("reply-all")}>{text.mail.replyAll}</Button>
      <Button icon="forward" onClick={() => begin("forward")}>{text.mail.forward}</Button>
    </div>
  );
}

/** Comes into sight as it begins. */
function AnswerForm({ pod, addresses, answer, onDone }: { pod: string; addresses: string[]; answer: Answer; onDone: () => void }) {
  const element = useRef<HTMLElement>(null);
  const words = text.mail.composer;
  const title = answer.kind === "reply" ? words.reply(answer.message.from_name || answer.message.from) : answer.kind === "forward" ? words.forward : words.replyAll;
  useEffect(() => element.current?.scrollIntoView({ block: "nearest" }), []);
  return (
    <section ref={element} class={styles.answer} aria-label={title}>
      <div class="row">
        <h3 class="grow">{title}</h3>
        <IconButton icon="close" label={words.close} onClick={onDone} />
      </div>
      <Composer pod={pod} addresses={addresses} answer={answer} onDone={onDone} />
    </section>
  );
}
