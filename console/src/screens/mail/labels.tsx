import { useState } from "preact/hooks";
import { explain } from "../../api/errors.ts";
import { useCan } from "../../api/me.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Checkbox, Field } from "../../ui/field.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Badge } from "../../ui/page.tsx";
import { ErrorNotice, Loaded } from "../../ui/states.tsx";
import { toastError } from "../../ui/toast.tsx";
import { changeLabels, type Opened } from "./actions.ts";
import styles from "./message.module.css";
import { useLabels, useMessage, useThread } from "./requests.ts";
import { isReceived } from "./rows.ts";

/** A conversation, or a message of a mailbox. */
type Open = Opened & { pod: string };

/** The labels of what is open, each of which can be taken off. */
export function LabelChips({ labels, ...open }: Open & { labels: string[] }) {
  const canWrite = useCan()("mail:write");
  if (!canWrite) return <div class="row wrap">{labels.map((name) => <Badge key={name} kind="info">{name}</Badge>)}</div>;
  return (
    <div class="row wrap">
      {labels.map((name) => (
        <button type="button" key={name} class={styles.chip} aria-label={text.mail.removeLabel(name)} title={text.mail.removeLabel(name)} onClick={() => changeLabels(open, [], [name]).catch(toastError)}>
          {name}<Icon name="close" size={13} />
        </button>
      ))}
    </div>
  );
}

export function LabelDialog({ onClose, ...open }: Open & { onClose: () => void }) {
  return (
    <Dialog title={text.mail.labelsTitle} onClose={onClose}>
      {open.id.startsWith("thr_") ? <ThreadLabels {...open} /> : <MessageLabels {...open} />}
    </Dialog>
  );
}

function ThreadLabels(open: Open) {
  const query = useThread(open.pod, open.id);
  return (
    <Loaded query={query}>
      {({ pages }) => <Choice open={open} chosen={[...new Set(pages.flatMap(({ messages }) => messages).filter(isReceived).flatMap(({ labels }) => labels ?? []))]} />}
    </Loaded>
  );
}

function MessageLabels(open: Open) {
  const query = useMessage(open.pod, { id: open.id, to: open.mailbox });
  return <Loaded query={query}>{({ labels }) => <Choice open={open} chosen={labels ?? []} />}</Loaded>;
}

function Choice({ open, chosen }: { open: Open; chosen: string[] }) {
  const inUse = useLabels(open.pod).data?.labels.map(({ name }) => name) ?? [];
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<unknown>();
  const names = [...new Set([...inUse, ...chosen])];
  const change = async (add: string[], remove: string[]) => {
    setError(undefined);
    try {
      await changeLabels(open, add, remove);
      setTyped("");
    } catch (caught) {
      setError(caught);
    }
  };
  return (
    <form class="column" onSubmit={(event) => { event.preventDefault(); if (typed.trim()) void change([typed.trim()], []); }}>
      {names.length === 0 && <p class="dim">{text.mail.noLabels}</p>}
      {names.map((name) => <Checkbox key={name} label={name} checked={chosen.includes(name)} onChange={(isOn) => void (isOn ? change([name], []) : change([], [name]))} />)}
      <div class={styles.add}>
        <Field label={text.mail.newLabel} value={typed} maxLength={64} autocomplete="off" autoFocus onInput={({ currentTarget }) => setTyped(currentTarget.value)} />
        <Button type="submit" kind="primary">{text.mail.addLabel}</Button>
      </div>
      {error !== undefined && <ErrorNotice {...explain(error)} />}
    </form>
  );
}
