import { useEffect, useRef, useState } from "preact/hooks";
import type { SentMail } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Field, Select, TextArea } from "../../ui/field.tsx";
import { bytes } from "../../ui/format.tsx";
import { Icon } from "../../ui/icons.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { cancelSending } from "./actions.ts";
import styles from "./composer.module.css";
import { badAddress, MAX_BYTES, peopleOf, sendLetter, type Answer, type Letter } from "./letter.ts";
import { reload } from "./requests.ts";

const words = text.mail.composer;

interface LetterFormProps {
  pod: string;
  addresses: string[];
  answer: Answer | undefined;
  letter: Letter;
  onChange: (change: Partial<Letter>) => void;
  onDone: () => void;
}

export function LetterForm({ pod, addresses, answer, letter, onChange, onDone }: LetterFormProps) {
  const [files, setFiles] = useState<File[]>([]);
  const [hasMore, setMore] = useState(Boolean(letter.cc || letter.bcc));
  const [isLater, setLater] = useState(Boolean(letter.sendAt));
  const [isSending, setSending] = useState(false);
  const [error, setError] = useState<unknown>();
  const [wrong, setWrong] = useState<Mistakes>({});
  const form = useRef<HTMLFormElement>(null);
  // The first empty field is where writing begins.
  useEffect(() => form.current?.querySelector<HTMLElement>(letter.to ? "textarea" : "input")?.focus(), []);

  const send = async (event: Event) => {
    event.preventDefault();
    const found = mistakes(letter, files);
    setWrong(found);
    if (Object.keys(found).length > 0 || isSending) return;
    setSending(true);
    setError(undefined);
    try {
      say(pod, await sendLetter(pod, letter, files, answer));
      void reload(pod);
      onDone();
    } catch (caught) {
      setError(caught);
      setSending(false);
    }
  };
  const input = (name: "to" | "cc" | "bcc" | "subject") => ({
    label: words[name], value: letter[name], autocomplete: "off" as const, wrong: name === "subject" ? undefined : wrong[name],
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => onChange({ [name]: currentTarget.value }),
  });
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) form.current?.requestSubmit();
  };
  return (
    <form ref={form} class="column" onSubmit={send} onKeyDown={pressed} noValidate>
      {addresses.length > 1 && (
        <Select label={words.from} value={letter.from} onChange={({ currentTarget }) => onChange({ from: currentTarget.value })}>
          {addresses.map((address) => <option key={address}>{address}</option>)}
        </Select>
      )}
      <div class={styles.people}>
        <Field {...input("to")} placeholder={words.people} />
        {!hasMore && <Button kind="plain" onClick={() => setMore(true)}>{words.more}</Button>}
      </div>
      {hasMore && <div class={styles.pair}><Field {...input("cc")} /><Field {...input("bcc")} /></div>}
      <Field {...input("subject")} />
      <TextArea label={words.body} value={letter.text} rows={answer ? 7 : 10} onInput={({ currentTarget }) => onChange({ text: currentTarget.value })} />
      <Files files={files} onChange={setFiles} wrong={wrong.files} />
      {isLater && <Field label={words.at} type="datetime-local" value={letter.sendAt} hint={words.atHint} wrong={wrong.sendAt} onInput={({ currentTarget }) => onChange({ sendAt: currentTarget.value })} />}
      {error !== undefined && <ErrorNotice {...explain(error)} />}
      <div class="row wrap">
        <Button kind="primary" type="submit" icon="send" disabled={isSending}>{isSending ? words.sending : letter.sendAt && isLater ? words.schedule : words.send}</Button>
        {!isLater && <Button icon="calendar" onClick={() => setLater(true)}>{words.later}</Button>}
        <span class="grow" />
        <Button kind="plain" icon="trash" onClick={() => { onDone(); toast(words.discarded); }}>{words.discard}</Button>
      </div>
    </form>
  );
}

type Mistakes = Partial<Record<"to" | "cc" | "bcc" | "files" | "sendAt", string>>;

function mistakes(letter: Letter, files: File[]): Mistakes {
  const found: Mistakes = {};
  if (peopleOf(letter.to).length === 0) found.to = words.noTo;
  for (const field of ["to", "cc", "bcc"] as const) {
    const bad = badAddress(letter[field]);
    if (bad) found[field] = words.badAddress(bad);
  }
  if (files.reduce((sum, { size }) => sum + size, 0) > MAX_BYTES) found.files = words.tooLarge;
  if (letter.sendAt && new Date(letter.sendAt) <= new Date()) found.sendAt = words.past;
  return found;
}

/** What became of the message. What waits can be withdrawn. */
function say(pod: string, { id, status }: SentMail): void {
  const message = words.done[status] ?? status;
  const canWithdraw = status === "scheduled" || status === "pending_review";
  toast(message, canWithdraw ? { label: words.withdraw, run: () => void cancelSending(pod, id).catch(toastError) } : undefined);
}

function Files({ files, wrong, onChange }: { files: File[]; wrong: string | undefined; onChange: (files: File[]) => void }) {
  return (
    <div class="field">
      <div class={styles.files}>
        {files.map((file, index) => (
          <button type="button" key={`${file.name}-${index}`} class={styles.file} aria-label={words.remove(file.name)} onClick={() => onChange(files.filter((_, at) => at !== index))}>
            <span class="truncate">{file.name}</span><span class="dim">{bytes(file.size)}</span><Icon name="close" size={14} />
          </button>
        ))}
        <label class={`button ${styles.attach}`}>
          <Icon name="attach" />{words.attach}
          <input type="file" multiple class="visually-hidden" onChange={({ currentTarget }) => { onChange([...files, ...(currentTarget.files ?? [])]); currentTarget.value = ""; }} />
        </label>
      </div>
      {files.length > 0 && <p class="hint">{words.filesLost}</p>}
      {wrong && <p class="wrong" role="alert">{wrong}</p>}
    </div>
  );
}
