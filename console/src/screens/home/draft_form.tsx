import { useState } from "preact/hooks";
import { api, type OutgoingContent, type OutgoingMessage } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { queries } from "../../api/queries.ts";
import { refreshWaiting } from "../../api/waiting.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Checkbox, Field, TextArea } from "../../ui/field.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import styles from "./home.module.css";

export type HeldMessage = OutgoingMessage & OutgoingContent;

/** Changes a held message before it is sent. */
export function DraftForm({ pod, message, onDone }: { pod: string; message: HeldMessage; onDone: () => void }) {
  const stored = { to: message.to.join(", "), subject: message.subject, text: message.text ?? "", isPlain: false };
  const [form, setForm, forget] = useDraft(`home.${message.id}`, stored);
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const set = (change: Partial<typeof stored>) => setForm({ ...form, ...change });
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const to = form.to.split(/[,;\s]+/).filter(Boolean);
      const body = { to, subject: form.subject, text: form.text, ...(form.isPlain && { html: null }) };
      await api.PATCH("/v1/pods/{pod_id}/drafts/{id}", { params: { path: { pod_id: pod, id: message.id } }, body });
      await Promise.all([refreshWaiting(`drafts ${pod}`), queries.invalidateQueries({ queryKey: ["held message", message.id] })]);
      forget();
      toast(text.home.draftSaved);
      onDone();
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  };
  const cancel = () => {
    forget();
    onDone();
  };
  return (
    <form class={styles["details"]} onSubmit={submit}>
      <Field label={text.home.to} value={form.to} required onInput={({ currentTarget }) => set({ to: currentTarget.value })} />
      <Field label={text.home.subject} value={form.subject} onInput={({ currentTarget }) => set({ subject: currentTarget.value })} />
      <TextArea label={text.home.text} rows={8} value={form.text} onInput={({ currentTarget }) => set({ text: currentTarget.value })} />
      {message.html && <Checkbox label={text.home.removeFormatted} hint={text.home.formattedHint} checked={form.isPlain} onChange={(isPlain) => set({ isPlain })} />}
      {error !== undefined && <ErrorNotice {...explain(error)} />}
      <div class="row">
        <Button kind="primary" type="submit" disabled={isBusy}>{text.home.saveDraft}</Button>
        <Button onClick={cancel}>{text.cancel}</Button>
      </div>
    </form>
  );
}
