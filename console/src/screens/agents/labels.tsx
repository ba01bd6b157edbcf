// Labels: short texts with names of their own, such as `customer: acme`.
import { useState } from "preact/hooks";
import { api, content, type Pod } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Form } from "../../ui/form.tsx";
import { Card } from "../../ui/page.tsx";
import { toast } from "../../ui/toast.tsx";

const t = text.agents;

export type Label = [name: string, value: string];

export function asMetadata(labels: Label[]): Record<string, string> {
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

export async function saveLabels(id: string, labels: Label[]): Promise<void> {
  await content(api.PATCH("/api/v1/environments/{id}", { params: { path: { id } }, body: { metadata: asMetadata(labels) } }));
}

export function Labels({ pod }: { pod: Pod }) {
  const [labels, setLabels] = useState<Label[]>(() => Object.entries(pod.metadata));
  const save = async () => {
    await saveLabels(pod.id, labels);
    await queries.invalidateQueries({ queryKey: ["pods"] });
    toast(t.labelsSaved);
  };
  return (
    <Card title={t.labels} isPadded>
      <Form action={text.save} onSubmit={save}>
        <LabelFields labels={labels} isTitled onChange={setLabels} />
        <p class="dim">{t.labelsHint}</p>
      </Form>
    </Card>
  );
}
