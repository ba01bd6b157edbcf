import { useState } from "preact/hooks";
import { api, type FullOutgoing } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { podInAddress, refreshWaiting } from "../../api/waiting.ts";
import { text } from "../../texts.ts";
import { useDraft } from "../../ui/draft.ts";
import { Checkbox, Field, TextArea } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { toast } from "../../ui/toast.tsx";
import { badAddress, htmlOf, peopleOf } from "./letter.ts";
import { reload } from "./requests.ts";

const words = text.mail.composer;

interface HeldFormProps {
  /** The pod's id, which of the account's own is the account's. */
  pod: string;
  message: FullOutgoing;
  onDone: () => void;
}

/** Changes a held message before it is sent. */
export function HeldForm({ pod, message, onDone }: HeldFormProps) {
  const stored = { to: message.to.join(", "), subject: message.subject, text: message.text ?? "", replacesHtml: false };
  const [form, setForm, forget] = useDraft(`held.${message.id}`, stored);
  const [wrong, setWrong] = useState<string>();
  const set = (change: Partial<typeof stored>) => setForm({ ...form, ...change });
  // Recipients see what was written, unless somebody decides otherwise after the first change.
  const write = (written: string) => set({ text: written, replacesHtml: message.html != null && (form.replacesHtml || form.text === stored.text) });
  const close = () => {
    forget();
    onDone();
  };
  const save = async () => {
    const mistake = mistakeIn(form.to);
    setWrong(mistake);
    if (mistake) return;
    const body = { to: peopleOf(form.to), subject: form.subject, text: form.text, ...(form.replacesHtml && { html: htmlOf(form.text) }) };
    await api.PATCH("/v1/pods/{pod_id}/drafts/{id}", { params: { path: { pod_id: pod, id: message.id } }, body });
    await Promise.all([refreshWaiting(`drafts ${pod}`), queries.invalidateQueries({ queryKey: ["held message", message.id] }), reload(podInAddress(pod))]);
    toast(text.mail.edited);
    close();
  };
  return (
    <Form action={text.mail.saveHeld} onSubmit={save} onCancel={close}>
      <Field label={words.to} value={form.to} required wrong={wrong} onInput={({ currentTarget }) => set({ to: currentTarget.value })} />
      <Field label={words.subject} value={form.subject} onInput={({ currentTarget }) => set({ subject: currentTarget.value })} />
      <TextArea label={words.body} rows={10} value={form.text} onInput={({ currentTarget }) => write(currentTarget.value)} />
      {message.html && <Checkbox label={text.mail.replaceFormatted} hint={text.mail.replaceHint} checked={form.replacesHtml} onChange={(replacesHtml) => set({ replacesHtml })} />}
    </Form>
  );
}

function mistakeIn(people: string): string | undefined {
  const bad = badAddress(people);
  return peopleOf(people).length === 0 ? words.noTo : bad && words.badAddress(bad);
}
