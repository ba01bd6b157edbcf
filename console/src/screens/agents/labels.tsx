// Labels: short texts with names of their own, such as `customer: acme`.
import { useState } from "preact/hooks";
import { api, content, type Metadata, type Pod } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Form } from "../../ui/form.tsx";
import { Card } from "../../ui/page.tsx";
import { toast } from "../../ui/toast.tsx";
import { loadPod } from "./pod.ts";

const t = text.agents;

export type Label = [name: string, value: string];

export function asMetadata(labels: Label[]): Metadata {
  return Object.fromEntries(labels.filter(([name]) => name.trim() !== ""));
}

/** `isTitled`: something above already says that these are labels. */
export function LabelFields({ labels, isTitled, onChange }: { labels: Label[]; isTitled?: boolean; onChange: (labels: Label[]) => void }) {
  const change = (at: number, label: Label) => onChange(labels.map((one, index) => (index === at ? label : one)));
  return (
    <fieldset class="column tight">
      <legend class={isTitled ? "visually-hidden" : "legend"}>{t.labels}</legend>
      {labels.map(([name, value], at) => (
        <div class="row" key={at}>
          <input class="input" aria-label={t.labelName(at + 1)} placeholder={t.labelNameHint} maxLength={40} value={name} onInput={({ currentTarget }) => change(at, [currentTarget.value, value])} />
          <input class="input" aria-label={t.labelValue(at + 1)} placeholder={t.labelValueHint} maxLength={500} value={value} onInput={({ currentTarget }) => change(at, [name, currentTarget.value])} />
          <IconButton icon="close" label={t.removeLabel(at + 1)} onClick={() => onChange(labels.filter((_, index) => index !== at))} />
        </div>
      ))}
      {labels.length < 16 && <div><Button icon="plus" onClick={() => onChange([...labels, ["", ""]])}>{t.addLabel}</Button></div>}
    </fieldset>
  );
}

export async function saveLabels(id: string, metadata: Metadata): Promise<void> {
  await content(api.PATCH("/api/v1/environments/{id}", { params: { path: { id } }, body: { metadata } }));
}

/** The stored labels with what a person changed of those that were shown. */
function merged(stored: Metadata, shown: Metadata, typed: Metadata): Metadata {
  const kept = Object.entries(stored).filter(([name]) => Object.hasOwn(typed, name) || !Object.hasOwn(shown, name));
  const changed = Object.entries(typed).filter(([name, value]) => !Object.hasOwn(shown, name) || shown[name] !== value);
  return Object.fromEntries([...kept, ...changed]);
}

interface Edit {
  /** What the person began with. */
  shown: Metadata;
  labels: Label[];
}

export function Labels({ pod }: { pod: Pod }) {
  const [edit, setEdit] = useState<Edit>();
  const save = async () => {
    if (edit) await saveLabels(pod.id, merged((await loadPod(pod.id)).metadata, edit.shown, asMetadata(edit.labels)));
    await queries.invalidateQueries({ queryKey: ["pods"] });
    setEdit((now) => (now === edit ? undefined : now));
    toast(t.labelsSaved);
  };
  return (
    <Card title={t.labels} isPadded>
      <Form action={text.save} onSubmit={save}>
        <LabelFields labels={edit?.labels ?? Object.entries(pod.metadata)} isTitled onChange={(labels) => setEdit({ shown: edit?.shown ?? pod.metadata, labels })} />
        <p class="dim">{t.labelsHint}</p>
      </Form>
    </Card>
  );
}
